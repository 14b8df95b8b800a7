/** The tables of a plan, written to memory. */
import type { AliasTable, Coin } from '../../numerics/samplers.ts';
import { type AliasPlace, aliasTableBytes, writeAlias } from '../../wasm/alias.ts';
import { reserve } from '../../wasm/memory.ts';
import type { CoinPlace } from '../../wasm/samplers.ts';
import { signedLength } from '../displacement.ts';
import type { Plan } from './plan.ts';

/** Where walkers of one line go. */
export interface LinePlaces {
  readonly moves: CoinPlace;
  /** Its values are displacements. */
  readonly signed: AliasPlace;
  /** Conditional chances of the lengths, f64 each. */
  readonly lengths: number;
  /** For each line room for a split into lengths, so that one can be read while the next is made. */
  readonly splits: readonly number[];
}

/** Where the tables of one plan lie. */
export interface Places {
  readonly tries: CoinPlace;
  readonly leaves: CoinPlace | undefined;
  /** Its values are places as {@link packPlace} writes them. */
  readonly ends: AliasPlace | undefined;
  readonly line: LinePlaces | undefined;
}

/** A displacement in the plane as one i32: dy above, dx in the low 16 bits. */
export function packPlace(dx: number, dy: number): number {
  return (dy << 16) | (dx & 0xffff);
}

/** Reserves and writes what one plan draws from. */
export function writeTables(memory: WebAssembly.Memory, { free, tries }: Plan): Places {
  const coin = (c: Coin): CoinPlace => ({ coin: c, address: writeNumbers(memory, c.none) });
  const alias = (table: AliasTable, meaning: (k: number) => number): AliasPlace =>
    writeAlias(memory, reserve(memory, aliasTableBytes(table)), table, meaning);
  const plane = free?.plane;
  return {
    tries: coin(tries),
    leaves: plane && coin(plane.leaves),
    ends: plane && alias(plane.ends, (k) => packPlace(plane.dx[k]!, plane.dy[k]!)),
    line: free && {
      moves: coin(free.along.moves),
      signed: alias(free.along.signed, signedLength),
      lengths: writeNumbers(memory, free.along.lengths),
      splits: Array.from({ length: free.lines }, () => reserve(memory, 4 * free.along.reach)),
    },
  };
}

function writeNumbers(memory: WebAssembly.Memory, values: Float64Array): number {
  const address = reserve(memory, values.byteLength);
  new Float64Array(memory.buffer, address, values.length).set(values);
  return address;
}
