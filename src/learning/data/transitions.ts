/**
 * Training pairs from exact simulation, one step long.
 *
 * The `counts` head has the law of no event and of one event in closed form, so it
 * learns from transitions of two events or more only. They are drawn from exactly that
 * conditional law, so a state where two events are one in a thousand teaches as much as
 * a busy one: the first two events by rejection, the rest of the step by SSA.
 */
import type { Network } from '../../crn/network.ts';
import type { RowKernel } from '../../kernels/kernel.ts';
import { FewEvents, pick } from '../../kernels/learned/heads/integer/few-events.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import type { Transitions } from './examples.ts';
import type { Starts } from './starts.ts';

export interface TransitionOptions {
  readonly network: Network;
  /** Exact simulation of the network. */
  readonly ssa: RowKernel;
  readonly dt: number;
  readonly seed: number;
  /** Outcomes drawn from each start; four times as many where few events are likely and outcomes repeat. */
  readonly each: number;
  /** `many`: two events or more, for the `counts` head. `any`: as they come. */
  readonly events: 'many' | 'any';
  /** Names the data set: sets share no randomness. */
  readonly set: number;
  /** Steps that the kernel looks back on: each start is first run for one less. Default 1. */
  readonly past?: number;
  /** Number of the first start. Default 0. */
  readonly first?: number;
}

/** Step numbers of what comes before a start's own step: beyond those of the chains to a start. */
const pastSteps = 2 ** 31 + 2 ** 30;
/** Most outcomes of a start, as a multiple of `each`. */
const mostRepeats = 4;

/**
 * Draws transitions; those of start i depend on (seed, set, first + i) alone. Equal outcomes of one
 * start are one pair of greater weight. Starts that cannot have two events give none.
 */
export function drawTransitions(starts: Starts, options: TransitionOptions): Transitions {
  const { network, ssa, dt, seed, each, events, set, past = 1, first = 0 } = options;
  const species = network.species.length;
  const width = network.rates.length;
  const many = new ManyEvents(network);
  const stream = new Stream();
  const outcomes = new Int32Array(mostRepeats * each * species);
  const weights = new Float64Array(mostRepeats * each);
  const one = new Int32Array(species);
  const only = Uint32Array.of(0);
  const from = new Int32Array(species);
  const before = new Int32Array((past - 1) * species);
  const out = new Pairs(species, width, before.length);
  for (let i = 0; i < starts.rows; i++) {
    const agent = first + i;
    from.set(starts.counts.subarray(i * species, (i + 1) * species));
    const own = starts.rates.subarray(i * width, (i + 1) * width);
    const step = starts.dt?.[i] ?? dt;
    for (let t = 0; t < past - 1; t++) {
      before.set(from, t * species);
      ssa.stepRows(from, only, 1, own, 0, step, { seed, step: pastSteps + t, firstAgent: agent });
    }
    if (events === 'many' && !many.open(from, own, step)) continue;
    const draws = events === 'many' ? each * many.repeats(mostRepeats) : each;
    let distinct = 0;
    for (let t = 0; t < draws; t++) {
      // The sets of one seed differ in their step numbers, which no run shares.
      const draw = set * mostRepeats * each + t;
      one.set(from);
      const spent =
        events === 'many' ? many.draw(one, own, stream.open(seed, draw, agent, Purpose.transitions)) : 0;
      ssa.stepRows(one, only, 1, own, 0, step - spent, { seed, step: draw, firstAgent: agent });
      let same = 0;
      while (same < distinct && !equal(outcomes, same * species, one)) same++;
      if (same === distinct) {
        outcomes.set(one, distinct * species);
        weights[distinct++] = 0;
      }
      weights[same]! += 1 / draws;
    }
    for (let d = 0; d < distinct; d++)
      out.add(agent, weights[d]!, from, outcomes.subarray(d * species, (d + 1) * species), own, step, before);
  }
  return out.transitions();
}

function equal(a: Int32Array, at: number, b: Int32Array): boolean {
  for (let s = 0; s < b.length; s++) if (a[at + s] !== b[s]) return false;
  return true;
}

/** Transitions that grow. */
class Pairs {
  #rows = 0;
  #room = 1024;
  #start = new Uint32Array(this.#room);
  #weight = new Float32Array(this.#room);
  #before: Int32Array;
  #after: Int32Array;
  #rates: Float64Array;
  #dt = new Float64Array(this.#room);
  #past: Int32Array;
  readonly #pastWidth: number;
  readonly #species: number;
  readonly #width: number;

  constructor(species: number, width: number, past: number) {
    this.#pastWidth = past;
    this.#past = new Int32Array(this.#room * past);
    this.#species = species;
    this.#width = width;
    this.#before = new Int32Array(this.#room * species);
    this.#after = new Int32Array(this.#room * species);
    this.#rates = new Float64Array(this.#room * width);
  }

  add(
    start: number,
    weight: number,
    before: Int32Array,
    after: Int32Array,
    rates: Float64Array,
    dt: number,
    past: Int32Array,
  ): void {
    if (this.#rows === this.#room) this.#resize(2 * this.#room);
    const r = this.#rows++;
    this.#start[r] = start;
    this.#weight[r] = weight;
    this.#before.set(before, r * this.#species);
    this.#after.set(after, r * this.#species);
    this.#rates.set(rates, r * this.#width);
    this.#dt[r] = dt;
    this.#past.set(past, r * this.#pastWidth);
  }

  transitions(): Transitions {
    this.#resize(this.#rows);
    return {
      rows: this.#rows,
      start: this.#start,
      weight: this.#weight,
      before: this.#before,
      after: this.#after,
      rates: this.#rates,
      dt: this.#dt,
      ...(this.#pastWidth > 0 ? { past: this.#past } : {}),
    };
  }

  #resize(room: number): void {
    const kept = <T extends Int32Array | Uint32Array | Float32Array | Float64Array>(
      of: T,
      width: number,
    ): T => {
      const grown = new (of.constructor as new (length: number) => T)(room * width);
      grown.set(of.subarray(0, Math.min(of.length, room * width)));
      return grown;
    };
    this.#room = room;
    this.#start = kept(this.#start, 1);
    this.#weight = kept(this.#weight, 1);
    this.#before = kept(this.#before, this.#species);
    this.#after = kept(this.#after, this.#species);
    this.#rates = kept(this.#rates, this.#width);
    this.#dt = kept(this.#dt, 1);
    this.#past = kept(this.#past, this.#pastWidth);
  }
}

/** The first two events of a step, given that there are at least two. */
class ManyEvents {
  readonly #network: Network;
  readonly #few: FewEvents;
  readonly #second: FewEvents;
  #dt = 0;
  /** The greatest chance of a second event, over the first ones. */
  #likeliest = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#few = new FewEvents(network);
    this.#second = new FewEvents(network);
  }

  /** Turns to a start; false where it cannot have two events. */
  open(from: Int32Array, rates: Float64Array, dt: number): boolean {
    const few = this.#few;
    this.#dt = dt;
    few.propensities(from, 0, rates, 0);
    few.solve(from, 0, rates, 0, this.#dt);
    const most = few.after.reduce((a, b) => Math.max(a, b), 0);
    this.#likeliest = -Math.expm1(-most * this.#dt);
    return most > 0;
  }

  /** How often outcomes are worth repeating: many events hardly ever end the same way twice. */
  repeats(most: number): number {
    return Math.max(1, Math.ceil(most / (1 + 0.5 * this.#few.a0 * this.#dt)));
  }

  /** Fires two reactions in `state`, which holds the start; returns when the second one did. */
  draw(state: Int32Array, rates: Float64Array, stream: Stream): number {
    const few = this.#few;
    for (;;) {
      const time = truncated(stream.uniform(), few.a0, this.#dt);
      const first = pick(few.a, few.a0 * stream.uniform());
      const left = this.#dt - time;
      const chance = -Math.expm1(-few.after[first]! * left);
      if (stream.uniform() * this.#likeliest >= chance) continue;
      this.#fire(first, state);
      this.#second.propensities(state, 0, rates, 0);
      const second = this.#second;
      const wait = truncated(stream.uniform(), second.a0, left);
      this.#fire(pick(second.a, second.a0 * stream.uniform()), state);
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
