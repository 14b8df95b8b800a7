/**
 * What must never happen, counted over every sampled state: a negative count, a broken
 * conservation law, a state that the chemistry cannot reach or that has a propensity that is no rate (no
 * exact step comes there, or it would be refused), an absorbing state that is left.
 * Each state is held against the one before it on its trajectory. The lattice of what reactions
 * can change is that of the learned kernel; all else is reasoned here anew.
 */
import { compilePropensities, type Law } from '../../../crn/law-closures.ts';
import type { Network } from '../../../crn/network.ts';
import { Coordinates, movesOf } from '../../../kernels/learned/lattice/moves.ts';

export interface Violations {
  support: number;
  conservation: number;
  negative: number;
  absorbing: number;
}

/** What was seen. */
export interface Findings {
  readonly violations: Violations;
  /** States that were held against the one before. */
  checked: number;
  /** Those of them that came after one that nothing can leave. */
  atRest: number;
  /** Those in which a propensity is no rate, each of them a violation; and the first of them, in words. */
  readonly noRate: { times: number; first: string };
}

export const noFindings = (): Findings => ({
  violations: { support: 0, conservation: 0, negative: 0, absorbing: 0 },
  checked: 0,
  atRest: 0,
  noRate: { times: 0, first: '' },
});

/** Checks states against earlier ones of the same trajectories, one step before or many. */
export class Identities {
  readonly #network: Network;
  readonly #lattice: Coordinates;
  readonly #laws: readonly Law[];
  /** Ways of the species, by which of them are there. */
  readonly #ways = new Map<string, Int8Array>();
  readonly #there: Buffer;

  constructor(network: Network) {
    this.#network = network;
    const order = network.species.map((_, s) => s);
    this.#lattice = new Coordinates(movesOf(network, { kind: 'echelon', order }));
    this.#laws = compilePropensities(network);
    this.#there = Buffer.alloc(network.species.length);
  }

  /**
   * Adds what is wrong with `after`, shape [rows, species].
   *
   * @param before  where each row comes from, same shape; or one state, where all of them come from
   * @param rates   shape [rates]
   */
  check(before: Int32Array, after: Int32Array, rates: Float64Array, to: Findings): void {
    const { laws, species } = this.#network;
    const width = species.length;
    const [from, row] = [new Int32Array(width), new Int32Array(width)];
    for (let at = 0; at < after.length; at += width) {
      const first = before.length > width ? at : 0;
      for (let s = 0; s < width; s++) {
        from[s] = before[first + s]!;
        row[s] = after[at + s]!;
      }
      to.checked++;
      const negative = row.some((n) => n < 0);
      if (negative) to.violations.negative++;
      // What follows from a state that cannot be is not held against the step.
      if (from.some((n) => n < 0)) continue;
      const refused = negative ? undefined : this.#noRateIn(row, rates);
      if (refused !== undefined && to.noRate.times++ === 0)
        to.noRate.first = this.#inWords(refused, row, rates);
      if (laws.some(({ coefficients }) => dot(coefficients, from) !== dot(coefficients, row)))
        to.violations.conservation++;
      else if (refused !== undefined || this.#offWays(from, row) || !this.#lattice.find(from, row, 0))
        to.violations.support++;
      if (this.#laws.some((law) => law(from, 0, rates, 0, 0) !== 0)) continue;
      to.atRest++;
      if (row.some((n, s) => n !== from[s])) to.violations.absorbing++;
    }
  }

  /** The first reaction whose propensity is negative or no number there; undefined where all are rates. */
  #noRateIn(row: Int32Array, rates: Float64Array): number | undefined {
    for (let k = 0; k < this.#laws.length; k++) {
      const a = this.#laws[k]!(row, 0, rates, 0, 0);
      if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) return k;
    }
    return undefined;
  }

  #inWords(reaction: number, row: Int32Array, rates: Float64Array): string {
    const { species, reactions } = this.#network;
    const state = species.map((name, s) => `${name} ${row[s]}`).join(', ');
    const a = this.#laws[reaction]!(row, 0, rates, 0, 0);
    return `reaction "${reactions[reaction]!.name}": its propensity is ${a} at ${state}`;
  }

  /** Has a species gone a way that nothing takes it from here? */
  #offWays(from: Int32Array, row: Int32Array): boolean {
    for (let s = 0; s < from.length; s++) this.#there[s] = from[s]! > 0 ? 1 : 0;
    const key = this.#there.toString('latin1');
    let ways = this.#ways.get(key);
    if (!ways) {
      ways = this.#waysFrom(Array.from(this.#there, (n) => n === 1));
      this.#ways.set(key, ways);
    }
    for (let s = 0; s < from.length; s++) {
      const off = row[s]! - from[s]!;
      const way = ways[s]!;
      if ((way === -1 && off > 0) || (way === 1 && off < 0) || (way === 2 && off !== 0)) return true;
    }
    return false;
  }

  /**
   * Which ways each species can go: by reactions whose reactants are there, or can come to be.
   * −1: never up; 1: never down; 2: neither; 0: both.
   */
  #waysFrom(there: boolean[]): Int8Array {
    const { reactions } = this.#network;
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
    const up = new Uint8Array(there.length);
    const down = new Uint8Array(there.length);
    for (const r of live)
      for (const { species, count } of reactions[r]!.change) (count > 0 ? up : down)[species] = 1;
    return Int8Array.from(there, (_, s) => (up[s] ? (down[s] ? 0 : 1) : down[s] ? -1 : 2));
  }
}

function dot(coefficients: readonly number[], row: Int32Array): number {
  let sum = 0;
  for (let s = 0; s < coefficients.length; s++) sum += coefficients[s]! * row[s]!;
  return sum;
}
