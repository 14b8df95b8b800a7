/** When a network first gets somewhere. */
import type { Network } from '../crn/network.ts';
import { ScenarioError } from '../errors.ts';
import { March } from './fsp/march.ts';
import { marchTo } from './fsp/march-to.ts';
import type { Chain } from './fsp/stationary/chain.ts';
import { closedClasses } from './fsp/stationary/closed-classes.ts';
import { settle } from './fsp/stationary/settle.ts';
import { checkError, checkTimes, type Job, type MasterEquation, openJob } from './job.ts';
import type { ListedLaw } from './listed-law.ts';
import type { StateTable } from './state-table.ts';
import { onClass, refuseMovingRates } from './stationary.ts';

/** Counts by species name, as {@link PassageTask.reached} sees them. */
export type Counted = Readonly<Record<string, number>>;

export interface PassageTask<N extends Network = Network> extends MasterEquation<N> {
  /** Is this the place? Asked of every state; `state` is one reused object. */
  readonly reached: (state: Counted) => boolean;
  /** Mass that may be lost on the way, or weigh on the edge of the states held. Default 1e-8. */
  readonly error?: number;
}

/** What is known at one time. */
export interface Passage {
  readonly time: number;
  /** P(not yet there) is from `survival` to `survival + lost`. */
  readonly survival: number;
  readonly lost: number;
  /** Where it is: what got there stays at the state where it arrived. */
  readonly law: ListedLaw;
}

/**
 * The survival curve of the time at which the network first reaches a set of states.
 *
 * @param task  with the times to report, rising
 * @throws ScenarioError  for what a user can get wrong, at the first `next()`
 * @throws SolverError    where the error asked needs more states than allowed
 */
export async function* firstPassage<const N extends Network>(
  task: PassageTask<N> & { readonly times: readonly number[] },
): AsyncGenerator<Passage, void, void> {
  const { times, error = 1e-8 } = task;
  const until = Array.isArray(times) ? (times.at(-1) ?? 0) : 0;
  const job = openPassage('first passage', task as unknown as PassageTask, until, error);
  checkTimes(job.where, times, job.start.time);
  const march = new March(job, 'adaptive', error, until);
  for (const time of times) {
    await marchTo(march, time, job.onProgress);
    const law = march.law();
    const survival = law.expectation((state) => (job.absorbing!(state) ? 0 : 1));
    yield { time, survival, lost: law.lost, law };
  }
}

/**
 * The mean time to reach a set of states; Infinity where it may never be reached.
 *
 * By renewal: a network put back to its start whenever it has waited in the set for a while
 * spends a share of its time there, and that share gives the mean.
 *
 * @returns the mean, in the unit of the rate constants, and the share of time at the edge
 *          of the states held, which measures what is beyond
 * @throws ScenarioError  for what a user can get wrong, and for rates that move
 * @throws SolverError    where it needs more states than allowed
 */
export function meanFirstPassage<const N extends Network>(
  task: PassageTask<N>,
): { mean: number; edge: number } {
  const { error = 1e-8 } = task;
  const job = openPassage('first passage', task as unknown as PassageTask, 0, error);
  refuseMovingRates(job);
  const { answer, edge } = settle(job, error, false, (generator, table, before, final) => {
    let wait = 1;
    for (let turn = 0; ; turn++) {
      const { chain, number } = renewing(job, generator, table, 1 / wait);
      const place = chain.n - 1;
      if (number === undefined) return { answer: 0, weight: new Float64Array(generator.n) };
      const classes = closedClasses(chain);
      const away = classes.filter((members) => !members.includes(place));
      if (away.length > 0) {
        const leaks = (members: Int32Array) => members.some((k) => generator.leak[number[k]!]! > 0);
        if (!final && away.some(leaks)) return undefined;
        return { answer: Number.POSITIVE_INFINITY, weight: new Float64Array(generator.n) };
      }
      const guess = Float64Array.from(number, (i) => before[i] ?? 0);
      const law = onClass(job.where, chain, classes[0]!, before.length > 0 ? guess : before);
      const share = law[place]!;
      const mean = (wait * (1 - share)) / share;
      // A place that is hardly ever seen is hardly known: wait there about as long as it takes.
      if ((share > 0.05 && share < 0.95) || turn === 8 || mean === 0) {
        const weight = new Float64Array(generator.n);
        number.forEach((i, k) => {
          weight[i] = law[k]! / (1 - share);
        });
        return { answer: mean * startsAway(job), weight };
      }
      wait = mean;
    }
  });
  return { mean: answer, edge };
}

function openPassage(where: string, task: PassageTask, until: number, error: number): Job {
  checkError(where, error);
  if (typeof task.reached !== 'function')
    throw new ScenarioError(where, '`reached` is no function', 'Write e.g. `reached: ({ X }) => X === 0`.');
  const { species } = task.network ?? { species: [] };
  const named: Record<string, number> = {};
  const absorbing = (state: Int32Array): boolean => {
    for (let s = 0; s < state.length; s++) named[species[s]!] = state[s]!;
    return Boolean(task.reached(named));
  };
  return { ...openJob(where, task, until, error * 1e-3), absorbing };
}

/** Share of the start that is not there yet. */
function startsAway({ start, absorbing }: Job): number {
  return start.expectation((state) => (absorbing!(state) ? 0 : 1));
}

/**
 * The chain on the states that are not the place, in order, and last the place as one state,
 * which is left at rate `leave` for the start.
 *
 * @returns with it the generator's number of each state; undefined where the start is all in the place
 */
function renewing(
  job: Job,
  generator: Chain,
  table: StateTable,
  leave: number,
): { chain: Chain; number: Int32Array | undefined } {
  const { width, rows } = table;
  const there = (i: number) => job.absorbing!(rows.subarray(i * width, (i + 1) * width));
  const place = new Int32Array(generator.n);
  const number: number[] = [];
  for (let i = 0; i < generator.n; i++) place[i] = there(i) ? -1 : number.push(i) - 1;
  const last = number.length;
  const arrives = new Float64Array(last);
  const restart = new Float64Array(last);
  const share = startsAway(job);
  job.start.probability.forEach((p, k) => {
    const i = table.find(job.start.states, k * width);
    if (i >= 0 && place[i]! >= 0) restart[place[i]!] = (leave * p) / share;
  });
  const start = new Int32Array(last + 2);
  const source: number[] = [];
  const value: number[] = [];
  number.forEach((i, k) => {
    for (let e = generator.start[i]!; e < generator.start[i + 1]!; e++) {
      source.push(place[generator.source[e]!]!);
      value.push(generator.value[e]!);
    }
    if (restart[k]! > 0) {
      source.push(last);
      value.push(restart[k]!);
    }
    start[k + 1] = source.length;
  });
  for (let i = 0; i < generator.n; i++)
    if (place[i] === -1)
      for (let e = generator.start[i]!; e < generator.start[i + 1]!; e++)
        arrives[place[generator.source[e]!]!]! += generator.value[e]!;
  arrives.forEach((rate, k) => {
    if (rate === 0) return;
    source.push(k);
    value.push(rate);
  });
  start[last + 1] = source.length;
  const chain = { n: last + 1, start, source: Int32Array.from(source), value: Float64Array.from(value) };
  return { chain, number: share > 0 ? Int32Array.from(number) : undefined };
}
