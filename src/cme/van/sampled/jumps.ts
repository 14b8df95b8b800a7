/** The jumps of a network inside its limits: which there are, how fast, and whom they change. */
import { dependencies } from '../../../crn/dependencies.ts';
import { type Job, noRate } from '../../job.ts';

/** Rate constants at a time: what a propensity reads beside the counts. */
export interface Moment {
  readonly time: number;
  readonly rates: Float64Array;
}

/** Jumps that would leave the limits do not happen, and one that changes nothing need not. */
export class Jumps {
  /** Species of a state. */
  readonly width: number;
  /** Of each jump; shape [reactions]. */
  readonly change: readonly (readonly { readonly species: number; readonly count: number }[])[];
  /** Whose propensities, forward or backward, may be others after a jump, limits included. */
  readonly affects: readonly (readonly number[])[];
  /** Jumps whose propensity depends on the time itself. */
  readonly timed: readonly number[];
  /** The same, shape [reactions]. */
  readonly isTimed: readonly boolean[];
  readonly #job: Job;

  constructor(job: Job) {
    const { reactions, species } = job.network;
    const { affects } = dependencies(job.network);
    this.#job = job;
    this.width = species.length;
    this.change = reactions.map(({ change }) => change);
    this.timed = reactions.flatMap((_, r) => (job.timed[r] ? [r] : []));
    this.isTimed = job.timed;
    this.affects = reactions.map(({ change }, r) => {
      const touched = new Set(change.map((c) => c.species));
      return reactions.flatMap(({ change: also }, other) =>
        affects[r]!.includes(other) || also.some((c) => touched.has(c.species)) ? [other] : [],
      );
    });
  }

  moment(time: number): Moment {
    return { time, rates: this.#job.ratesAt(time).slice() };
  }

  /** Propensity of the jump that leaves the state from `at` on. */
  forward(states: Int32Array, at: number, r: number, now: Moment): number {
    return this.isStopped(states, at, r) ? 0 : this.propensity(states, at, r, now);
  }

  /** Propensity of the jump that arrives at the state from `at` on, where it comes from. */
  backward(states: Int32Array, at: number, r: number, now: Moment): number {
    const change = this.change[r]!;
    if (change.length === 0) return 0;
    let inside = true;
    for (const { species, count } of change) {
      const before = states[at + species]! - count;
      inside &&= before >= 0 && before <= this.#job.limits[species]!;
      states[at + species] = before;
    }
    const a = inside ? this.propensity(states, at, r, now) : 0;
    for (const { species, count } of change) states[at + species]! += count;
    return a;
  }

  /** Is it a jump that the limits stop, or none at all? */
  isStopped(states: Int32Array, at: number, r: number): boolean {
    if (this.change[r]!.length === 0) return true;
    for (const { species, count } of this.change[r]!)
      if (count > 0 && states[at + species]! + count > this.#job.limits[species]!) return true;
    return false;
  }

  /** Whatever the limits say. @throws SolverError for one that is no rate */
  propensity(states: Int32Array, at: number, r: number, { rates, time }: Moment): number {
    const a = this.#job.propensities[r]!(states, at, rates, 0, time);
    if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(this.#job, r, states, at, a);
    return a;
  }
}

/** One of many by its weight. Rounding may lead past the last that has any. */
export function pick(weights: Float64Array, chance: number): number {
  let all = 0;
  for (let r = 0; r < weights.length; r++) all += weights[r]!;
  let chosen = chance * all;
  let r = 0;
  while (r < weights.length - 1 && chosen >= weights[r]!) chosen -= weights[r++]!;
  while (weights[r] === 0) r--;
  return r;
}
