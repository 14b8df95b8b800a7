/**
 * Many states taken forward in time, each its own way: Gillespie's direct method (J. Phys. Chem. 81
 * (1977), doi 10.1021/j100540a008). Where they are drawn from a law p, what comes out is drawn from
 * e^{A·t}·p, whatever t.
 */

import { dependencies } from '../../../crn/dependencies.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { type Job, noRate } from '../../fsp/job.ts';

/** Jumps that would leave the limits do not happen. Rates do not move. */
export class Paths {
  readonly #job: Job;
  readonly #change: readonly (readonly { readonly species: number; readonly count: number }[])[];
  /** Whose propensities may be others after a reaction, limits included. */
  readonly #affects: readonly (readonly number[])[];
  readonly #rates: Float64Array;

  constructor(job: Job) {
    const { reactions } = job.network;
    const { affects } = dependencies(job.network);
    this.#job = job;
    this.#rates = job.ratesAt(job.start.time).slice();
    this.#change = reactions.map(({ change }) => change);
    this.#affects = reactions.map(({ change }, r) => {
      const touched = new Set(change.map(({ species }) => species));
      return reactions.flatMap(({ change: also }, other) =>
        affects[r]!.includes(other) || also.some(({ species }) => touched.has(species)) ? [other] : [],
      );
    });
  }

  /**
   * Takes every state `duration` further, in place; state b from stream (seed, step, b).
   *
   * @param states  shape [rows, species]
   * @throws SolverError for a propensity that is no rate
   */
  advance(states: Int32Array, duration: number, seed: number, step: number): void {
    const width = this.#job.network.species.length;
    const a = new Float64Array(this.#change.length);
    const stream = new Stream();
    for (let b = 0; b * width < states.length; b++) {
      stream.open(seed, step, b, Purpose.transitions);
      const at = b * width;
      for (let r = 0; r < a.length; r++) a[r] = this.#rate(states, at, r);
      for (let left = duration; ; ) {
        let all = 0;
        for (let r = 0; r < a.length; r++) all += a[r]!;
        if (all === 0) break;
        left -= stream.exponential() / all;
        if (left <= 0) break;
        let chosen = stream.uniform() * all;
        let r = 0;
        while (r < a.length - 1 && chosen >= a[r]!) chosen -= a[r++]!;
        // Rounding may lead past the last that can happen.
        while (a[r] === 0) r--;
        for (const { species, count } of this.#change[r]!) states[at + species]! += count;
        for (const other of this.#affects[r]!) a[other] = this.#rate(states, at, other);
      }
    }
  }

  /** Propensity of what the limits do not let happen, mean over rows. */
  blocked(states: Int32Array): number {
    const width = this.#job.network.species.length;
    let sum = 0;
    for (let at = 0; at < states.length; at += width)
      this.#change.forEach((change, r) => {
        if (change.length > 0 && this.#isBlocked(states, at, r)) sum += this.#propensity(states, at, r);
      });
    return (sum * width) / states.length;
  }

  #rate(states: Int32Array, at: number, r: number): number {
    return this.#isBlocked(states, at, r) ? 0 : this.#propensity(states, at, r);
  }

  /** A reaction that changes nothing need not happen either. */
  #isBlocked(states: Int32Array, at: number, r: number): boolean {
    if (this.#change[r]!.length === 0) return true;
    for (const { species, count } of this.#change[r]!)
      if (count > 0 && states[at + species]! + count > this.#job.limits[species]!) return true;
    return false;
  }

  #propensity(states: Int32Array, at: number, r: number): number {
    const a = this.#job.propensities[r]!(states, at, this.#rates, 0, 0);
    if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(this.#job, r, states, at, a);
    return a;
  }
}
