/**
 * The lattice of moves: every state a network can go to is `x + basis · z` with
 * whole numbers z, one for each independent species. Conservation laws, parities
 * and strides hold for any z, so a kernel that decodes z cannot break them.
 *
 * The basis is the Hermite normal form of the reactions' changes
 * (Cohen 1993, A Course in Computational Algebraic Number Theory, §2.4).
 */
import type { Network } from '../../crn/network.ts';

export interface Moves {
  /** Independent species, in the order they are decoded. */
  readonly pivots: readonly number[];
  /** How many molecules of `pivots[i]` one unit of coordinate i is, ≥ 1. */
  readonly strides: readonly number[];
  /** Shape [species, pivots], row-major; row `pivots[i]` is zero right of column i. */
  readonly basis: readonly number[];
  readonly species: number;
}

/**
 * Finds the moves of a network.
 *
 * @param order  all species numbers; a species that former ones do not determine becomes independent
 */
export function movesOf(network: Network, order: readonly number[]): Moves {
  const species = network.species.length;
  let rest = network.reactions.map((reaction) => {
    const change = new Array<number>(species).fill(0);
    for (const { species: s, count } of reaction.change) change[s] = count;
    return change;
  });
  const columns: number[][] = [];
  const pivots: number[] = [];
  for (const s of order) {
    const found = eliminate(rest, s);
    rest = found.rest;
    if (!found.pivot) continue;
    for (const earlier of columns) subtract(earlier, found.pivot, Math.floor(earlier[s]! / found.pivot[s]!));
    columns.push(found.pivot);
    pivots.push(s);
  }
  return {
    pivots,
    strides: pivots.map((s, i) => columns[i]![s]!),
    basis: Array.from({ length: species }, (_, s) => columns.map((c) => c[s]!)).flat(),
    species,
  };
}

/** Combines columns until at most one, the pivot, has an entry at `s`; that entry is positive. */
function eliminate(columns: readonly number[][], s: number): { pivot?: number[]; rest: number[][] } {
  let rest = columns.map((c) => c.slice());
  for (;;) {
    rest = rest.filter((c) => c.some((v) => v !== 0));
    const touching = rest.filter((c) => c[s] !== 0).sort((a, b) => Math.abs(a[s]!) - Math.abs(b[s]!));
    const pivot = touching[0];
    if (!pivot) return { rest };
    for (const other of touching.slice(1)) subtract(other, pivot, Math.round(other[s]! / pivot[s]!));
    if (touching.slice(1).some((c) => c[s] !== 0)) continue;
    return {
      pivot: pivot[s]! > 0 ? pivot : pivot.map((v) => 0 - v),
      rest: rest.filter((c) => c !== pivot && c.some((v) => v !== 0)),
    };
  }
}

/** from −= times · what, in place. */
function subtract(from: number[], what: readonly number[], times: number): void {
  if (times !== 0) for (let i = 0; i < from.length; i++) from[i] = from[i]! - times * what[i]!;
}

/**
 * The coordinates of a move, the inverse of `after = before + basis · z`.
 *
 * @param at   where the row begins in both arrays
 * @param out  shape [pivots], overwritten
 * @returns false where no combination of reactions makes this move
 */
export function coordinatesOf(
  moves: Moves,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  at: number,
  out: Float64Array,
): boolean {
  const { pivots, strides, basis, species } = moves;
  const rank = pivots.length;
  for (let i = 0; i < rank; i++) {
    const s = pivots[i]!;
    let change = after[at + s]! - before[at + s]!;
    for (let j = 0; j < i; j++) change -= basis[s * rank + j]! * out[j]!;
    const z = change / strides[i]!;
    if (!Number.isInteger(z)) return false;
    out[i] = z;
  }
  for (let s = 0; s < species; s++) {
    let change = 0;
    for (let i = 0; i < rank; i++) change += basis[s * rank + i]! * out[i]!;
    if (change !== after[at + s]! - before[at + s]!) return false;
  }
  return true;
}
