/**
 * The part of a step's law that needs no learning. For propensities that do not read
 * the time, with ν_k the change by reaction k,
 *
 *   P(no event)              = exp(−a₀(x)Δt)
 *   P(k and nothing else)    = a_k(x) ∫₀^Δt exp(−a₀(x)s) exp(−a₀(x+ν_k)(Δt−s)) ds
 *   P(first k, then more)    = a_k(x) ∫₀^Δt exp(−a₀(x)s) (1 − exp(−a₀(x+ν_k)(Δt−s))) ds
 *   P(second is l | first k, then more) = a_l(x+ν_k) / a₀(x+ν_k)
 *
 * all in closed form (the first terms of the path expansion of the master equation;
 * Gillespie 1976, doi 10.1016/0021-9991(76)90041-3). A learned kernel models only what
 * comes of two events or more: near-empty states are then right by construction.
 */

import { dependencies } from '../../../../crn/dependencies.ts';
import { compilePropensities, type Law } from '../../../../crn/law-closures.ts';
import type { Network, Term } from '../../../../crn/network.ts';
import { KernelError } from '../../../../errors.ts';

export class FewEvents {
  /** Propensity of each reaction in the state {@link propensities} was asked for. */
  readonly a: Float64Array;
  /** Their sum. */
  a0 = 0;
  // What follows is set by `solve`.
  /** Probability of no event. */
  none = 1;
  /** Probability of one event, by reaction. */
  readonly one: Float64Array;
  /** Probability of two events or more, by the first reaction, and in all; 0 only where two cannot happen. */
  readonly many: Float64Array;
  rest = 0;
  /** Total propensity after each reaction has fired; 0 for those that cannot. */
  readonly after: Float64Array;

  readonly #network: Network;
  readonly #changes: readonly (readonly Term[])[];
  readonly #laws: readonly Law[];
  readonly #affects: readonly (readonly number[])[];
  readonly #next: Int32Array;
  /** Molecules that two events change at most. */
  readonly #reach: number;

  constructor(network: Network) {
    const reactions = network.reactions.length;
    this.#network = network;
    this.#changes = network.reactions.map((r) => r.change);
    this.#laws = compilePropensities(network);
    this.#affects = dependencies(network).affects;
    this.#next = new Int32Array(network.species.length);
    const sizes = this.#changes.map((change) => change.reduce((sum, { count }) => sum + Math.abs(count), 0));
    this.#reach = 2 * Math.max(0, ...sizes);
    this.a = new Float64Array(reactions);
    this.one = new Float64Array(reactions);
    this.many = new Float64Array(reactions);
    this.after = new Float64Array(reactions);
  }

  /**
   * Sets `a` and `a0` for the row at `at` of `counts`, with the rates at `ra`.
   *
   * @throws KernelError when a propensity is negative or not a number
   */
  propensities(counts: ArrayLike<number>, at: number, rates: ArrayLike<number>, ra: number): void {
    this.a0 = 0;
    for (let k = 0; k < this.a.length; k++) {
      const a = this.#laws[k]!(counts, at, rates, ra, 0);
      if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) this.#refuse(k, a, counts, at);
      this.a[k] = a;
      this.a0 += a;
    }
  }

  /** Sets all the rest for a step of `dt`; after {@link propensities} of the same row. */
  solve(counts: ArrayLike<number>, at: number, rates: ArrayLike<number>, ra: number, dt: number): void {
    const { a, a0 } = this;
    for (let s = 0; s < this.#next.length; s++) this.#next[s] = counts[at + s]!;
    this.none = Math.exp(-a0 * dt);
    this.rest = 0;
    for (let k = 0; k < a.length; k++) {
      this.one[k] = 0;
      this.many[k] = 0;
      this.after[k] = 0;
      if (a[k] === 0) continue;
      const after = this.#fire(k, rates, ra);
      this.#move(k, -1);
      this.after[k] = after;
      this.one[k] = a[k]! * dt * meanSurvival(a0 * dt, after * dt);
      this.many[k] = a[k]! * dt * meanLoss(a0 * dt, after * dt);
      this.rest += this.many[k]!;
    }
  }

  /** Probability that the first two of many events lead to `after`, from the row that was solved. */
  pair(
    before: ArrayLike<number>,
    after: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
  ): number {
    const next = this.#next;
    let distance = 0;
    for (let s = 0; s < next.length; s++) {
      next[s] = before[at + s]!;
      distance += Math.abs(after[at + s]! - next[s]!);
    }
    let sum = 0;
    // Many events lead too far for two, as a rule: no need to try them all.
    if (distance > this.#reach) return sum;
    for (let k = 0; k < this.many.length; k++) {
      if (this.many[k] === 0) continue;
      this.#move(k, 1);
      for (let l = 0; l < this.many.length; l++) {
        if (!leads(this.#changes[l]!, next, after, at)) continue;
        sum += (this.many[k]! / this.rest) * (this.#laws[l]!(next, 0, rates, ra, 0) / this.after[k]!);
      }
      this.#move(k, -1);
    }
    return sum;
  }

  /** Adds the change by reaction k to the next state, or takes it back. */
  #move(k: number, sign: 1 | -1): void {
    const change = this.#changes[k]!;
    for (let c = 0; c < change.length; c++) this.#next[change[c]!.species]! += sign * change[c]!.count;
  }

  /** Moves to the state after reaction `k`; returns its total propensity. */
  #fire(k: number, rates: ArrayLike<number>, ra: number): number {
    this.#move(k, 1);
    // Summed afresh: a difference of sums would leave 1e-17 where nothing can happen any more.
    let total = 0;
    const affected = this.#affects[k]!;
    for (let j = 0, f = 0; j < this.a.length; j++) {
      let a = this.a[j]!;
      if (affected[f] === j) {
        f++;
        a = this.#laws[j]!(this.#next, 0, rates, ra, 0);
        if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) this.#refuse(j, a, this.#next, 0);
      }
      total += a;
    }
    return total;
  }

  #refuse(k: number, a: number, counts: ArrayLike<number>, at: number): never {
    const { species, reactions } = this.#network;
    const state = species.map((name, s) => `${name} ${counts[at + s]}`).join(', ');
    throw new KernelError(
      `reaction "${reactions[k]!.name}"`,
      `its propensity is ${a} at ${state}`,
      'A formula must be finite and at least 0 in every state: write max(0, …), or make its bound a species, ' +
        'such as Free in Free -> X @ k.',
    );
  }
}

/** The entry whose share of the running sum holds `at`; never one that is 0. */
export function pick(weights: Float64Array, at: number): number {
  let left = at;
  let last = 0;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] === 0) continue;
    last = k;
    left -= weights[k]!;
    if (left < 0) break;
  }
  return last;
}

/** Does this change lead from `from` to the row at `at` of `to`? */
export function leads(
  change: readonly Term[],
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  at: number,
): boolean {
  for (let s = 0, c = 0; s < from.length; s++) {
    const expected = change[c]?.species === s ? change[c++]!.count : 0;
    if (to[at + s]! - from[s]! !== expected) return false;
  }
  return true;
}

/** ∫₀¹ exp(−p·s − q·(1−s)) ds, without overflow or cancellation. */
export function meanSurvival(p: number, q: number): number {
  const low = Math.min(p, q);
  const gap = Math.abs(p - q);
  return Math.exp(-low) * (gap < 1e-8 ? 1 - gap / 2 : -Math.expm1(-gap) / gap);
}

/** ∫₀¹ exp(−p·s) · (1 − exp(−q·(1−s))) ds, without cancellation; p > 0. */
export function meanLoss(p: number, q: number): number {
  if (Math.max(p, q) < 1e-3) return (q / 2) * (1 - (p + q) / 3);
  // A difference of nearly equal numbers where q is tiny: there the loss is linear in q.
  if (q < 1e-6) return q * ((1 + Math.expm1(-p) / p) / p);
  return -Math.expm1(-p) / p - meanSurvival(p, q);
}
