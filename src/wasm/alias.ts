/** The alias tables of `numerics/samplers.ts`, laid out in memory and drawn from by emitted code: the same draws. */
import { type FunctionBuilder, f64, i32, type Local, select } from './encoder.ts';
import type { Uniforms } from './samplers.ts';

/** Bytes of each class of an alias table in memory: its chance to keep, its value, the other's value. */
const aliasBytes = 16;

/** An alias table in memory. */
export interface AliasPlace {
  readonly address: number;
  readonly classes: number;
}

/** The tables of an `AliasTable` of numerics. */
export interface AliasRows {
  readonly keep: Float64Array;
  readonly other: Int32Array;
}

/** Bytes that {@link writeAlias} fills. */
export function aliasTableBytes(table: AliasRows): number {
  return aliasBytes * table.keep.length;
}

/** Writes a table at a byte address; class k stands for the 32-bit integer `meaning(k)`. */
export function writeAlias(
  memory: WebAssembly.Memory,
  address: number,
  { keep, other }: AliasRows,
  meaning: (k: number) => number,
): AliasPlace {
  const view = new DataView(memory.buffer, address, aliasBytes * keep.length);
  keep.forEach((chance, k) => {
    view.setFloat64(aliasBytes * k, chance, true);
    view.setInt32(aliasBytes * k + 8, meaning(k), true);
    view.setInt32(aliasBytes * k + 12, meaning(other[k]!), true);
  });
  return { address, classes: keep.length };
}

/** As `AliasTable.draw`: sets `into` to the value of a class. */
export function drawAlias(
  f: FunctionBuilder,
  source: Uniforms,
  { address, classes }: AliasPlace,
  into: Local<'i32'>,
): void {
  const u = f.local('f64', f64.mul(source.uniform(), classes));
  const k = f.local('i32', i32.truncF64S(u));
  const row = f.local('i32', i32.mul(k, aliasBytes));
  const stays = f64.lt(f64.sub(u, f64.convertI32S(k)), f64.load(row, address));
  f.set(into, select('i32', stays, i32.load(row, address + 8), i32.load(row, address + 12)));
}
