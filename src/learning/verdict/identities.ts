/**
 * What must never happen, counted over every sampled state: a negative count, a broken
 * conservation law, a state that the chemistry cannot reach, an absorbing state that is left.
 * The reasoning is independent of the one inside the learned kernel.
 */
import type { Network } from '../../crn/network.ts';
import { Coordinates, movesOf } from '../../kernels/mdn/counts/moves.ts';

export interface Violations {
  support: number;
  conservation: number;
  negative: number;
  absorbing: number;
}

export const noViolations = (): Violations => ({ support: 0, conservation: 0, negative: 0, absorbing: 0 });

/** Checks states that were reached from one start, in one step or many. */
export class Identities {
  readonly #network: Network;
  readonly #lattice: Coordinates;
  readonly #from: Int32Array;
  /** −1: whatever can ever fire from here never raises it; 1: never lowers it; 2: never touches it; 0: none of these. */
  readonly #ways: Int8Array;

  constructor(network: Network) {
    this.#network = network;
    const order = network.species.map((_, s) => s);
    this.#lattice = new Coordinates(movesOf(network, { kind: 'echelon', order }));
    this.#from = new Int32Array(network.species.length);
    this.#ways = new Int8Array(network.species.length);
  }

  /** Adds what is wrong with `counts`, shape [rows, species], all reached from the start `from`. */
  check(from: Int32Array, counts: Int32Array, to: Violations): void {
    const width = from.length;
    this.#from.set(from);
    this.#open(from);
    const { laws } = this.#network;
    const totals = laws.map(({ coefficients }) => dot(coefficients, from, 0));
    const row = new Int32Array(width);
    for (let at = 0; at < counts.length; at += width) {
      let negative = false;
      let outside = false;
      for (let s = 0; s < width; s++) {
        const v = counts[at + s]!;
        row[s] = v;
        if (v < 0) negative = true;
        const way = this.#ways[s]!;
        const off = v - from[s]!;
        if ((way === -1 && off > 0) || (way === 1 && off < 0) || (way === 2 && off !== 0)) outside = true;
      }
      if (negative) to.negative++;
      if (laws.some(({ coefficients }, i) => dot(coefficients, row, 0) !== totals[i])) to.conservation++;
      else if (outside || !this.#lattice.find(this.#from, row, 0)) to.support++;
    }
  }

  /** Which ways each species can go from here: reactions whose reactants are there, or can come to be. */
  #open(from: Int32Array): void {
    const { reactions } = this.#network;
    const there = Array.from(from, (n) => n > 0);
    const live = new Set<number>();
    for (let grew = true; grew; ) {
      grew = false;
      reactions.forEach((reaction, r) => {
        if (live.has(r) || !reaction.reactants.every(({ species }) => there[species])) return;
        live.add(r);
        grew = true;
        for (const { species, count } of reaction.change) if (count > 0) there[species] = true;
      });
    }
    const up = new Uint8Array(from.length);
    const down = new Uint8Array(from.length);
    for (const r of live)
      for (const { species, count } of reactions[r]!.change) (count > 0 ? up : down)[species] = 1;
    for (let s = 0; s < from.length; s++) this.#ways[s] = up[s] ? (down[s] ? 0 : 1) : down[s] ? -1 : 2;
  }
}

/** Rows of `counts` that differ from the state they cannot leave. */
export function movedFrom(from: Int32Array, counts: Int32Array): number {
  let moved = 0;
  for (let at = 0; at < counts.length; at += from.length)
    if (from.some((n, s) => counts[at + s] !== n)) moved++;
  return moved;
}

function dot(coefficients: readonly number[], row: Int32Array, at: number): number {
  let sum = 0;
  for (let s = 0; s < coefficients.length; s++) sum += coefficients[s]! * row[at + s]!;
  return sum;
}
