/**
 * Many states taken forward in time, each its own way: Gillespie's direct method (J. Phys. Chem. 81
 * (1977), doi 10.1021/j100540a008). Where they are drawn from a law p, what comes out is drawn from
 * the law that p becomes, however long it takes.
 *
 * A propensity that moves with time is a straight line between moments that are close together, and
 * its integral is inverted: exact for such lines, so that what is off is of second order in a piece.
 */
import { type Purpose, Stream } from '../../../numerics/streams.ts';
import type { Job } from '../../job.ts';
import { Jumps, type Moment, pick } from './jumps.ts';

export interface PathOptions {
  /** Receives the greatest count that any path has had, shape [species]. */
  readonly most?: Float64Array;
  /** Pieces of the time in which propensities are straight lines, where any moves. Default 512. */
  readonly pieces?: number;
}

/** Names the streams of a call: plain data. */
export interface PathStreams {
  readonly seed: number;
  readonly step: number;
  readonly purpose: Purpose;
  /** Number of the first state. Default 0. */
  readonly first?: number;
}

const usualPieces = 512;

export class Paths {
  readonly #jumps: Jumps;
  readonly #from: number;
  /** Propensities of the state now, and how fast those move; shape [reactions]. */
  readonly #a: Float64Array;
  readonly #slope: Float64Array;

  constructor(job: Job) {
    this.#jumps = new Jumps(job);
    this.#from = job.start.time;
    this.#a = new Float64Array(this.#jumps.change.length);
    this.#slope = new Float64Array(this.#jumps.change.length);
  }

  /**
   * Takes every state from one time to another, in place; state b from stream (seed, step, first + b).
   *
   * @param states  shape [rows, species]
   * @throws SolverError for a propensity that is no rate
   */
  advance(
    states: Int32Array,
    [from, until]: readonly [number, number],
    { seed, step, purpose, first = 0 }: PathStreams,
    { most, pieces = usualPieces }: PathOptions = {},
  ): void {
    const parts = this.#jumps.timed.length > 0 ? pieces : 1;
    const length = (until - from) / parts;
    const moments = Array.from({ length: parts + 1 }, (_, k) => this.#jumps.moment(from + k * length));
    const { width } = this.#jumps;
    const stream = new Stream();
    for (let b = 0; b * width < states.length; b++)
      this.#follow(states, b * width, moments, length, stream.open(seed, step, first + b, purpose), most);
  }

  #follow(
    states: Int32Array,
    at: number,
    moments: readonly Moment[],
    length: number,
    stream: Stream,
    most: Float64Array | undefined,
  ): void {
    const { timed, change, affects } = this.#jumps;
    const [a, slope] = [this.#a, this.#slope];
    const last = moments.length - 2;
    let [part, passed] = [0, 0];
    for (let r = 0; r < a.length; r++) this.#refresh(states, at, r, moments, 0, 0, length);
    let wait = stream.exponential();
    for (;;) {
      let [all, steeper] = [0, 0];
      for (let r = 0; r < a.length; r++) all += a[r]!;
      for (const r of timed) steeper += slope[r]!;
      const rest = length - passed;
      const next = untilIntegral(wait, all, steeper);
      if (next >= rest) {
        if (part === last) return;
        wait = Math.max(0, wait - rest * (all + (rest * steeper) / 2));
        part++;
        passed = 0;
        for (const r of timed) this.#refresh(states, at, r, moments, part, 0, length);
        continue;
      }
      passed += next;
      for (const r of timed) a[r] = Math.max(0, a[r]! + slope[r]! * next);
      const fired = pick(a, stream.uniform());
      for (const { species, count } of change[fired]!) {
        states[at + species]! += count;
        if (most && states[at + species]! > most[species]!) most[species] = states[at + species]!;
      }
      for (const r of affects[fired]!) this.#refresh(states, at, r, moments, part, passed, length);
      wait = stream.exponential();
    }
  }

  #refresh(
    states: Int32Array,
    at: number,
    r: number,
    moments: readonly Moment[],
    part: number,
    passed: number,
    length: number,
  ): void {
    const a = this.#jumps.forward(states, at, r, moments[part]!);
    this.#a[r] = a;
    if (!this.#jumps.isTimed[r]) return;
    const slope = (this.#jumps.forward(states, at, r, moments[part + 1]!) - a) / length;
    this.#slope[r] = slope;
    this.#a[r] = a + slope * passed;
  }

  /** Propensity of what the limits do not let happen, mean over rows. Default time: the start. */
  blocked(states: Int32Array, time = this.#from): number {
    const { width, change } = this.#jumps;
    const now = this.#jumps.moment(time);
    let sum = 0;
    for (let at = 0; at < states.length; at += width)
      for (let r = 0; r < change.length; r++)
        if (change[r]!.length > 0 && this.#jumps.isStopped(states, at, r))
          sum += this.#jumps.propensity(states, at, r, now);
    return (sum * width) / states.length;
  }
}

/** The x with all·x + steeper·x²/2 = wait, the smaller; Infinity where there is none. */
function untilIntegral(wait: number, all: number, steeper: number): number {
  if (steeper === 0) return wait / all;
  const root = all * all + 2 * steeper * wait;
  return root < 0 ? Number.POSITIVE_INFINITY : (2 * wait) / (all + Math.sqrt(root));
}
