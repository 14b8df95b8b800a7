/**
 * Training pairs from exact simulation, one step long.
 *
 * The `counts` head has the law of no event and of one event in closed form, so it
 * learns from transitions of two events or more only. They are drawn from exactly that
 * conditional law, so a state where two events are one in a thousand teaches as much as
 * a busy one: the first two events by rejection, the rest of the step by SSA.
 */
import type { Network } from '../crn/network.ts';
import type { RowKernel } from '../kernels/kernel.ts';
import { FewEvents } from '../kernels/mdn/few-events.ts';
import { Purpose, Stream } from '../numerics/streams.ts';
import type { Transitions } from './examples.ts';
import type { Starts } from './starts.ts';

export interface TransitionOptions {
  readonly network: Network;
  /** Exact simulation of the network. */
  readonly ssa: RowKernel;
  readonly dt: number;
  readonly seed: number;
  /** Transitions from each start. */
  readonly each: number;
  /** `many`: two events or more, for the `counts` head. `any`: as they come. */
  readonly events: 'many' | 'any';
  /** Names the data set: sets share no randomness. */
  readonly set: number;
  /** Called before every thousandth start; throws to stop. */
  readonly onProgress?: (share: number) => void;
}

/** Draws transitions; those of start i depend on (seed, set, i) alone. Starts that cannot have two events give none. */
export function drawTransitions(starts: Starts, options: TransitionOptions): Transitions {
  const { network, ssa, dt, seed, each, events, set, onProgress } = options;
  const species = network.species.length;
  const width = network.rates.length;
  const before = new Int32Array(starts.rows * each * species);
  const after = new Int32Array(starts.rows * each * species);
  const rates = new Float64Array(starts.rows * each * width);
  const many = new ManyEvents(network, dt);
  const stream = new Stream();
  const one = new Int32Array(species);
  const only = Uint32Array.of(0);
  let rows = 0;
  for (let i = 0; i < starts.rows; i++) {
    if (i % 1000 === 0) onProgress?.(i / starts.rows);
    const from = starts.counts.subarray(i * species, (i + 1) * species);
    const own = starts.rates.subarray(i * width, (i + 1) * width);
    if (events === 'many' && !many.open(from, own)) continue;
    for (let t = 0; t < each; t++) {
      // The sets of one seed differ in their step numbers, which no run shares.
      const step = set * each + t;
      one.set(from);
      const spent = events === 'many' ? many.draw(one, own, stream.open(seed, step, i, Purpose.training)) : 0;
      ssa.stepRows(one, only, 1, own, 0, dt - spent, { seed, step, firstAgent: i });
      before.set(from, rows * species);
      after.set(one, rows * species);
      rates.set(own, rows * width);
      rows++;
    }
  }
  return {
    rows,
    before: before.slice(0, rows * species),
    after: after.slice(0, rows * species),
    rates: rates.slice(0, rows * width),
  };
}

/** The first two events of a step, given that there are at least two. */
class ManyEvents {
  readonly #network: Network;
  readonly #few: FewEvents;
  readonly #second: FewEvents;
  readonly #dt: number;
  /** The greatest chance of a second event, over the first ones. */
  #likeliest = 0;

  constructor(network: Network, dt: number) {
    this.#network = network;
    this.#few = new FewEvents(network);
    this.#second = new FewEvents(network);
    this.#dt = dt;
  }

  /** Turns to a start; false where it cannot have two events. */
  open(from: Int32Array, rates: Float64Array): boolean {
    const few = this.#few;
    few.propensities(from, 0, rates, 0);
    few.solve(from, 0, rates, 0, this.#dt);
    const most = few.after.reduce((a, b) => Math.max(a, b), 0);
    this.#likeliest = -Math.expm1(-most * this.#dt);
    return most > 0;
  }

  /** Fires two reactions in `state`, which holds the start; returns when the second one did. */
  draw(state: Int32Array, rates: Float64Array, stream: Stream): number {
    const few = this.#few;
    for (;;) {
      const time = truncated(stream.uniform(), few.a0, this.#dt);
      const first = choose(few.a, few.a0 * stream.uniform());
      const left = this.#dt - time;
      const chance = -Math.expm1(-few.after[first]! * left);
      if (stream.uniform() * this.#likeliest >= chance) continue;
      this.#fire(first, state);
      this.#second.propensities(state, 0, rates, 0);
      const second = this.#second;
      const wait = truncated(stream.uniform(), second.a0, left);
      this.#fire(choose(second.a, second.a0 * stream.uniform()), state);
      return Math.min(time + wait, this.#dt);
    }
  }

  #fire(reaction: number, state: Int32Array): void {
    for (const { species, count } of this.#network.reactions[reaction]!.change) state[species]! += count;
  }
}

/** Exponential with this rate, given that it is below `limit`, from u uniform in [0, 1). */
function truncated(u: number, rate: number, limit: number): number {
  return -Math.log1p(u * Math.expm1(-rate * limit)) / rate;
}

/** The reaction whose share of the total holds `at`. */
function choose(a: Float64Array, at: number): number {
  let left = at;
  let last = 0;
  for (let k = 0; k < a.length; k++) {
    if (a[k] === 0) continue;
    last = k;
    left -= a[k]!;
    if (left < 0) break;
  }
  return last;
}
