/**
 * A model along its reaction-rate equations, with its events: amounts are real numbers, laws and what events set are
 * as they are written.
 */
import { evaluate } from '../../crn/evaluate.ts';
import type { Expression } from '../../crn/expression.ts';
import type { Network } from '../../crn/network.ts';
import { OdeError } from '../../errors.ts';
import type { Model } from '../../formats/model.ts';
import { RateEquations } from '../../kernels/ode/rate-equations.ts';
import type { Watch } from '../../numerics/ode/crossings.ts';
import { openOde } from '../../numerics/ode/solve.ts';

export interface RateCourseOptions {
  readonly from: number;
  /** When the state is told, rising, none before `from`. */
  readonly times: ArrayLike<number>;
  readonly rtol: number;
  readonly atol: number;
}

/** Conditions may set each other off this often at one time. */
const longestCascade = 1000;
/** A condition this far, as a share of the amounts, from where it turns is not about to. */
const hair = 1e-9;
/** What a memory says of a condition, 0 or 1, at the moment in which it turns. */
const turning = { on: 2, off: -1 };

/**
 * @returns the amounts of all species, one array a time; at the time of an event those after it
 * @throws OdeError where the solution blows up, or events set each other off without end
 */
export function rateCourse(model: Model, { from, times, rtol, atol }: RateCourseOptions): Float64Array[] {
  const { network, rates, start } = model;
  const constants = network.rates.map((name) => rates[name]!);
  const system = new RateEquations(network, 'concentrations');
  system.use(constants);
  const events = new Events(network, constants);
  const solver = openOde(system, { rtol, atol, watches: events.watches });
  const told: Float64Array[] = [];
  const end = times[times.length - 1]!;
  let t = from;
  let y = events.happen(
    t,
    Float64Array.from(network.species, (name) => start[name] ?? 0),
  );
  for (let next = 0; next < times.length; ) {
    const stop = Math.min(end, events.nextTime(t));
    if (stop > t) {
      const solution = solver.solve({ from: t, to: stop, state: y });
      for (; next < times.length && times[next]! < solution.t; next++) told.push(solution.at(times[next]!));
      t = solution.t;
      y = Float64Array.from(solution.state);
      for (const { watch } of solution.crossings) events.turn(watch, y);
    }
    y = events.happen(t, y);
    for (; next < times.length && times[next]! <= t; next++) told.push(y.slice());
  }
  return told;
}

interface Condition {
  /** Number of its event in the network. */
  readonly event: number;
  /** The species that remembers it. */
  readonly latch: number;
  readonly margin: Expression;
}

/** The events of a network on real amounts. Latches are species, and remember which conditions hold. */
class Events {
  readonly watches: readonly Watch[];
  readonly #network: Network;
  readonly #rates: readonly number[];
  readonly #conditions: readonly Condition[];
  #done = Number.NEGATIVE_INFINITY;

  constructor(network: Network, rates: readonly number[]) {
    this.#network = network;
    this.#rates = rates;
    this.#conditions = network.events.flatMap(({ when, latch }, event) =>
      when && latch !== undefined ? [{ event, latch, margin: marginOf(when) }] : [],
    );
    this.watches = this.#conditions.flatMap(({ margin }) =>
      (['up', 'down'] as const).map(
        (direction): Watch => ({
          value: (t, y) => evaluate(margin, y, rates, t),
          direction,
          terminal: true,
        }),
      ),
    );
  }

  /** Of the events at set times that are still to come. */
  nextTime(t: number): number {
    const later = this.#network.events.map(({ at }) => at ?? Number.POSITIVE_INFINITY).filter((at) => at > t);
    return Math.min(...later, Number.POSITIVE_INFINITY);
  }

  /** A condition has turned: {@link happen} is told, for at that time it holds by less than a rounding. */
  turn(watch: number, y: Float64Array): void {
    const { latch } = this.#conditions[watch >> 1]!;
    if (watch % 2 === 0 && y[latch] === 0) y[latch] = turning.on;
    if (watch % 2 === 1 && y[latch] === 1) y[latch] = turning.off;
  }

  /** All that happens at a time: what is set for it, in order, then what conditions set off. */
  happen(t: number, before: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    let y = before;
    for (const event of this.#network.events)
      if (event.at === t && this.#done < t) y = this.#set(event.set, t, y);
    if (t > this.#done) this.#done = t;
    for (let fired = 0; ; fired++) {
      if (fired > longestCascade)
        throw new OdeError(
          'ode',
          `events set each other off without end at time ${t}`,
          'Correct their conditions.',
          t,
        );
      // All that no longer hold are forgotten before any other fires, as in exact simulation.
      for (const condition of this.#conditions) this.#forget(condition, t, y);
      const turned = this.#conditions.find((condition) => this.#turns(condition, t, y));
      if (!turned) return y;
      y = this.#set(this.#network.events[turned.event]!.set, t, y);
    }
  }

  #forget({ latch, margin }: Condition, t: number, y: Float64Array): void {
    const scale = hair * Math.max(1, ...y.map(Math.abs));
    const isOver = y[latch] === 1 && evaluate(margin, y, this.#rates, t) < -scale;
    if (isOver || y[latch] === turning.off) y[latch] = 0;
  }

  /** Whether a condition has just become true: from now on it is remembered. */
  #turns({ latch, margin }: Condition, t: number, y: Float64Array): boolean {
    const turns = y[latch] === turning.on || (y[latch] === 0 && evaluate(margin, y, this.#rates, t) > 0);
    if (turns) y[latch] = 1;
    return turns;
  }

  #set(
    set: Network['events'][number]['set'],
    t: number,
    y: Float64Array<ArrayBuffer>,
  ): Float64Array<ArrayBuffer> {
    const after = y.slice();
    for (const { species, to } of set) after[species] = evaluate(to, y, this.#rates, t);
    return after;
  }
}

const one: Expression = { op: 'number', value: 1 };
const half: Expression = { op: 'number', value: 0.5 };

/** A number above 0 where a condition holds, and below where it does not, continuous where that can be. */
function marginOf(e: Expression): Expression {
  switch (e.op) {
    case 'gt':
    case 'ge':
      return { op: 'sub', a: e.a, b: e.b };
    case 'lt':
    case 'le':
      return { op: 'sub', a: e.b, b: e.a };
    case 'and':
      return { op: 'min', a: marginOf(e.a), b: marginOf(e.b) };
    case 'or':
      return { op: 'max', a: marginOf(e.a), b: marginOf(e.b) };
    case 'not':
      return { op: 'neg', a: marginOf(e.a) };
    default:
      return { op: 'sub', a: { op: 'if', a: e, b: one, c: { op: 'number', value: 0 } }, b: half };
  }
}
