/**
 * Paths that go back in time: what the law of an earlier time makes of the probability of one state.
 *
 * With any positive h, g = p/h obeys dg/dt = Σ ã_k(m) [g(m − s_k) − g(m)] + (Σ ã_k(m) − a_0(m)) g,
 * where ã_k(m) = a_k(m − s_k) h(m − s_k)/h(m): the master equation read as a jump process that runs
 * back from m, with a weight (Feynman–Kac; reversal by a reference, Anderson, Stoch. Process. Appl.
 * 12 (1982), doi 10.1016/0304-4149(82)90051-5). The nearer h is to the law, the less weights vary.
 */
import type { Stream } from '../../../../numerics/streams.ts';
import type { Job } from '../../../job.ts';
import { Jumps, type Moment, pick } from '../jumps.ts';
import type { Reference } from './reference.ts';

export class Backward {
  readonly #jumps: Jumps;
  /** Of the state now: ã and a of each jump. */
  readonly #back: Float64Array;
  readonly #on: Float64Array;

  constructor(job: Job) {
    this.#jumps = new Jumps(job);
    this.#back = new Float64Array(this.#jumps.change.length);
    this.#on = new Float64Array(this.#jumps.change.length);
  }

  moment(time: number): Moment {
    return this.#jumps.moment(time);
  }

  /**
   * Takes the state from `at` on back by `duration`, in place, rates as they are at a moment.
   *
   * @returns logarithm of its weight
   */
  advance(
    states: Int32Array,
    at: number,
    duration: number,
    now: Moment,
    h: Reference,
    stream: Stream,
  ): number {
    const { change, affects } = this.#jumps;
    const [back, on] = [this.#back, this.#on];
    for (let r = 0; r < back.length; r++) this.#refresh(states, at, r, now, h);
    let weight = 0;
    for (let left = duration; ; ) {
      let [all, out] = [0, 0];
      for (let r = 0; r < back.length; r++) {
        all += back[r]!;
        out += on[r]!;
      }
      const wait = stream.exponential() / all;
      if (wait >= left) return weight + left * (all - out);
      weight += wait * (all - out);
      left -= wait;
      const fired = pick(back, stream.uniform());
      for (const { species, count } of change[fired]!) states[at + species]! -= count;
      for (const r of affects[fired]!) this.#refresh(states, at, r, now, h);
    }
  }

  #refresh(states: Int32Array, at: number, r: number, now: Moment, { log, offset }: Reference): void {
    this.#on[r] = this.#jumps.forward(states, at, r, now);
    const a = this.#jumps.backward(states, at, r, now);
    this.#back[r] = a;
    if (a === 0) return;
    let ratio = 0;
    for (const { species, count } of this.#jumps.change[r]!) {
      const n = offset[species]! + states[at + species]!;
      ratio += log[n - count]! - log[n]!;
    }
    this.#back[r] = a * Math.exp(ratio);
  }
}
