/**
 * The lattice of moves: every state a network can go to is `x + basis · z` with
 * whole numbers z, the coordinates. Conservation laws, parities and strides hold for
 * any z, so a kernel that draws z cannot break them.
 *
 * Two bases. `directions`: one coordinate for each way a reaction goes, forth minus back;
 * it exists where these are independent, and its coordinates are nearly independent
 * counts of events. `echelon`: the Hermite normal form (Cohen 1993, A Course in
 * Computational Algebraic Number Theory, §2.4), one coordinate for each independent
 * species; it always exists.
 */
import type { Network } from '../../../crn/network.ts';

/** Which basis, and in which order its coordinates are drawn. */
export interface BasisChoice {
  readonly kind: 'directions' | 'echelon';
  /** `directions`: their numbers, see {@link directionsOf}. `echelon`: all species numbers. */
  readonly order: readonly number[];
}

export interface Moves {
  readonly rank: number;
  readonly species: number;
  /** Shape [species, rank], row-major. */
  readonly basis: readonly number[];
  /** Coordinates of each reaction's change, shape [reactions, rank]. */
  readonly reactions: readonly (readonly number[])[];
  readonly kind: BasisChoice['kind'];
  /** How a change is solved for its coordinates. */
  readonly solve: {
    readonly pivots: readonly number[];
    /** Shape [species, rank]; row `pivots[i]` is zero right of column i. */
    readonly echelon: readonly number[];
    /** Coordinates from echelon coordinates, shape [rank, rank]. */
    readonly turn: readonly number[];
  };
}

/** Ways reactions go, up to their sign: the first entry that is not 0 is positive. Null where they depend on each other. */
export function directionsOf(network: Network): readonly (readonly number[])[] | null {
  const found = new Map<string, number[]>();
  for (const change of changesOf(network)) {
    const first = change.find((v) => v !== 0);
    if (first === undefined) continue;
    const way = first > 0 ? change : change.map((v) => 0 - v);
    found.set(way.join(), way);
  }
  const directions = [...found.values()];
  const order = network.species.map((_, s) => s);
  return echelonOf(directions, order).columns.length === directions.length ? directions : null;
}

/** The moves of a network in the basis chosen. A `directions` choice needs independent directions. */
export function movesOf(network: Network, choice: BasisChoice): Moves {
  const species = network.species.length;
  const changes = changesOf(network);
  const bySpecies = choice.kind === 'echelon' ? choice.order : network.species.map((_, s) => s);
  const { columns: echelon, pivots } = echelonOf(changes, bySpecies);
  const rank = pivots.length;
  const directions = choice.kind === 'directions' ? directionsOf(network)! : echelon;
  const columns = choice.kind === 'directions' ? choice.order.map((d) => directions[d]!) : echelon;
  const rows = (of: readonly (readonly number[])[]): number[] =>
    Array.from({ length: species }, (_, s) => of.map((c) => c[s]! + 0)).flat();
  const flat = rows(echelon);
  const inEchelon = (change: readonly number[]): number[] => {
    const y = new Array<number>(rank).fill(0);
    for (let i = 0; i < rank; i++) {
      const s = pivots[i]!;
      let left = change[s]!;
      for (let j = 0; j < i; j++) left -= flat[s * rank + j]! * y[j]!;
      y[i] = left / flat[s * rank + i]!;
    }
    return y;
  };
  const turn = inverse(columns.map(inEchelon));
  const toCoordinates = (change: readonly number[]): number[] => {
    const y = inEchelon(change);
    return turn.map((row) => row.reduce((sum, v, j) => sum + v * y[j]!, 0));
  };
  return {
    rank,
    species,
    basis: rows(columns),
    reactions: changes.map(toCoordinates),
    kind: choice.kind,
    solve: { pivots, echelon: flat, turn: turn.flat() },
  };
}

function changesOf(network: Network): number[][] {
  return network.reactions.map((reaction) => {
    const change = new Array<number>(network.species.length).fill(0);
    for (const { species, count } of reaction.change) change[species] = count;
    return change;
  });
}

/** Hermite normal form of the lattice that `vectors` span, with pivots looked for in `order`. */
function echelonOf(
  vectors: readonly (readonly number[])[],
  order: readonly number[],
): { columns: number[][]; pivots: number[] } {
  let rest = vectors.map((v) => v.slice());
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
  return { columns, pivots };
}

/** Combines vectors until at most one, the pivot, has an entry at `s`; that entry is positive. */
function eliminate(vectors: readonly number[][], s: number): { pivot?: number[]; rest: number[][] } {
  let rest = vectors.map((v) => v.slice());
  for (;;) {
    rest = rest.filter((v) => v.some((entry) => entry !== 0));
    const touching = rest.filter((v) => v[s] !== 0).sort((a, b) => Math.abs(a[s]!) - Math.abs(b[s]!));
    const pivot = touching[0];
    if (!pivot) return { rest };
    for (const other of touching.slice(1)) subtract(other, pivot, Math.round(other[s]! / pivot[s]!));
    if (touching.slice(1).some((v) => v[s] !== 0)) continue;
    return {
      pivot: pivot[s]! > 0 ? pivot : pivot.map((v) => 0 - v),
      rest: rest.filter((v) => v !== pivot && v.some((entry) => entry !== 0)),
    };
  }
}

/** from −= times · what, in place. */
function subtract(from: number[], what: readonly number[], times: number): void {
  if (times !== 0) for (let i = 0; i < from.length; i++) from[i] = from[i]! - times * what[i]!;
}

/** Inverse of the whole-number matrix with these columns; it is whole again, for both span one lattice. */
function inverse(columns: readonly (readonly number[])[]): number[][] {
  const n = columns.length;
  const m = Array.from({ length: n }, (_, i) => [
    ...columns.map((c) => c[i]!),
    ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  ]);
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(m[r]![i]!) > Math.abs(m[best]![i]!)) best = r;
    [m[i], m[best]] = [m[best]!, m[i]!];
    const scale = m[i]![i]!;
    m[i] = m[i]!.map((v) => v / scale);
    for (let r = 0; r < n; r++) if (r !== i) subtract(m[r]!, m[i]!, m[r]![i]!);
  }
  return m.map((row) => row.slice(n).map((v) => Math.round(v) + 0));
}

/** Solves moves for their coordinates, the inverse of `after = before + basis · z`; makes no garbage. */
export class Coordinates {
  /** Of the last move {@link find} was asked for. */
  readonly z: Float64Array;
  readonly #moves: Moves;
  readonly #y: Float64Array;

  constructor(moves: Moves) {
    this.#moves = moves;
    this.z = new Float64Array(moves.rank);
    this.#y = new Float64Array(moves.rank);
  }

  /**
   * @param at  where the row begins in both arrays
   * @returns false where no combination of reactions makes this move
   */
  find(before: ArrayLike<number>, after: ArrayLike<number>, at: number): boolean {
    const { rank, species, basis, solve } = this.#moves;
    const { pivots, echelon, turn } = solve;
    const [y, z] = [this.#y, this.z];
    for (let i = 0; i < rank; i++) {
      const s = pivots[i]!;
      let change = after[at + s]! - before[at + s]!;
      for (let j = 0; j < i; j++) change -= echelon[s * rank + j]! * y[j]!;
      y[i] = change / echelon[s * rank + i]!;
      if (!Number.isInteger(y[i])) return false;
    }
    for (let i = 0; i < rank; i++) {
      let sum = 0;
      for (let j = 0; j < rank; j++) sum += turn[i * rank + j]! * y[j]!;
      z[i] = sum;
    }
    for (let s = 0; s < species; s++) {
      let change = 0;
      for (let i = 0; i < rank; i++) change += basis[s * rank + i]! * z[i]!;
      if (change !== after[at + s]! - before[at + s]!) return false;
    }
    return true;
  }
}
