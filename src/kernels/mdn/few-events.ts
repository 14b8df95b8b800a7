/**
 * The part of a step's law that needs no learning: nothing happens, or exactly one
 * reaction fires. For propensities that do not read the time,
 *
 *   P(no event)       = exp(−a₀(x)Δt)
 *   P(one event, k)   = a_k(x) ∫₀^Δt exp(−a₀(x)s) exp(−a₀(x+ν_k)(Δt−s)) ds
 *
 * in closed form (the first two terms of the path expansion of the master equation;
 * Gillespie 1976, doi 10.1016/0021-9991(76)90041-3). A learned kernel models only
 * what is left, two events or more: near-empty states are then right by construction.
 */
import type { Network } from '../../crn/network.ts';
import { dependencies } from '../../crn/dependencies.ts';
import { KernelError } from '../../errors.ts';
import { openPropensities } from './propensities.ts';

export class FewEvents {
  /** Propensity of each reaction in the state {@link propensities} was asked for. */
  readonly a: Float64Array;
  /** Their sum. */
  a0 = 0;
  /** Probability of no event, after {@link solve}. */
  none = 1;
  /** Probability of exactly one event, by reaction, after {@link solve}. */
  readonly one: Float64Array;
  /** Total propensity after each reaction has fired, after {@link solve}; 0 for reactions that cannot. */
  readonly after: Float64Array;
  /** Probability of two events or more, after {@link solve}; 0 only where two cannot happen. */
  rest = 0;

  readonly #network: Network;
  readonly #readers: ReturnType<typeof openPropensities>;
  readonly #affects: readonly (readonly number[])[];
  readonly #next: Int32Array;

  constructor(network: Network) {
    this.#network = network;
    this.#readers = openPropensities(network);
    this.#affects = dependencies(network).affects;
    this.#next = new Int32Array(network.species.length);
    this.a = new Float64Array(network.reactions.length);
    this.one = new Float64Array(network.reactions.length);
    this.after = new Float64Array(network.reactions.length);
  }

  /**
   * Sets `a` and `a0` for the row at `at` of `counts`, with the rates at `ra`.
   *
   * @throws KernelError when a propensity is negative or not a number
   */
  propensities(counts: ArrayLike<number>, at: number, rates: ArrayLike<number>, ra: number): void {
    this.a0 = 0;
    for (let k = 0; k < this.a.length; k++) {
      const a = this.#readers[k]!(counts, at, rates, ra);
      if (!(a >= 0 && a < Infinity)) this.#refuse(k, a, counts, at);
      this.a[k] = a;
      this.a0 += a;
    }
  }

  /** Sets `none`, `one` and `rest` for a step of `dt`; after {@link propensities} of the same row. */
  solve(counts: ArrayLike<number>, at: number, rates: ArrayLike<number>, ra: number, dt: number): void {
    const { a, a0, one } = this;
    const next = this.#next;
    for (let s = 0; s < next.length; s++) next[s] = counts[at + s]!;
    this.none = Math.exp(-a0 * dt);
    let known = this.none;
    let twice = 0;
    let most = a0;
    for (let k = 0; k < a.length; k++) {
      one[k] = 0;
      this.after[k] = 0;
      if (a[k] === 0) continue;
      const after = this.#totalAfter(k, rates, ra);
      this.after[k] = after;
      one[k] = a[k]! * dt * meanSurvival(a0 * dt, after * dt);
      known += one[k]!;
      twice += a[k]! * after;
      most = Math.max(most, after);
    }
    // 1 − known loses its digits where few events are likely: there two events have a₀a₀'Δt²/2.
    const early = (twice * dt * dt) / 2;
    this.rest = twice === 0 ? 0 : most * dt < 1e-4 ? early : Math.max(1 - known, 1e-15);
  }

  /** What happens at `u`, uniform in [0, 1): the one reaction that fires, `none`, or `more`. */
  choose(u: number): number | 'none' | 'more' {
    let left = u - this.none;
    if (left < 0) return 'none';
    let last: number | 'none' = 'none';
    for (let k = 0; k < this.one.length; k++) {
      if (this.one[k] === 0) continue;
      left -= this.one[k]!;
      if (left < 0) return k;
      last = k;
    }
    // Where two events cannot happen, only rounding leads here.
    return this.rest > 0 ? 'more' : last;
  }

  /** Total propensity after reaction `k` has fired. */
  #totalAfter(k: number, rates: ArrayLike<number>, ra: number): number {
    const next = this.#next;
    const { change } = this.#network.reactions[k]!;
    for (let c = 0; c < change.length; c++) next[change[c]!.species]! += change[c]!.count;
    // Summed afresh: a difference of sums would leave 1e-17 where nothing can happen any more.
    let total = 0;
    const affected = this.#affects[k]!;
    for (let j = 0, f = 0; j < this.a.length; j++) {
      if (affected[f] !== j) {
        total += this.a[j]!;
        continue;
      }
      f++;
      const a = this.#readers[j]!(next, 0, rates, ra);
      if (!(a >= 0 && a < Infinity)) this.#refuse(j, a, next, 0);
      total += a;
    }
    for (let c = 0; c < change.length; c++) next[change[c]!.species]! -= change[c]!.count;
    return total;
  }

  #refuse(k: number, a: number, counts: ArrayLike<number>, at: number): never {
    const { species, reactions } = this.#network;
    const state = species.map((name, s) => `${name} ${counts[at + s]}`).join(', ');
    throw new KernelError(
      `reaction "${reactions[k]!.name}"`,
      `its propensity is ${a} at ${state}`,
      'Make the formula ≥ 0 and finite for every count ≥ 0.',
    );
  }
}

/** ∫₀¹ exp(−p·s − q·(1−s)) ds, without overflow or cancellation. */
export function meanSurvival(p: number, q: number): number {
  const low = Math.min(p, q);
  const gap = Math.abs(p - q);
  return Math.exp(-low) * (gap < 1e-8 ? 1 - gap / 2 : -Math.expm1(-gap) / gap);
}
