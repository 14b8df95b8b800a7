/** A checked task: everything the solvers need of a network, and nothing they must check again. */
import { checkNames, written } from '../crn/check-names.ts';
import { dependencies } from '../crn/dependencies.ts';
import { compilePropensities, type Law as Propensity } from '../crn/law-closures.ts';
import type { RateNames, SpeciesNames } from '../crn/names-in-text.ts';
import type { Network } from '../crn/network.ts';
import { ScenarioError, SolverError } from '../errors.ts';
import { bounds } from './fsp/bounds.ts';
import { type Start, startLaw } from './fsp/start-law.ts';
import type { ListedLaw } from './listed-law.ts';

/** What every task about the master equation says. */
export interface MasterEquation<N extends Network = Network> {
  /** Without events: they are no part of a master equation. */
  readonly network: N;
  /** A value for every rate constant of the network: a number, or a function of the time. */
  readonly rates: { readonly [R in RateNames<N>]: number | ((time: number) => number) };
  readonly start: Start;
  /** Greatest count of a species, itself included. Default: as far as needed. */
  readonly limits?: { readonly [S in SpeciesNames<N>]?: number };
  /** How many states may be held at once. Default 2 000 000, some 100 bytes each and 12 for each jump. */
  readonly maxStates?: number;
  /** Called now and then in long work. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** In the unit of the rate constants; NaN where the work has no time. */
  readonly time: number;
  readonly states: number;
  /** Mass lost so far. */
  readonly lost: number;
  /** Products of the generator and a vector so far. */
  readonly products: number;
}

/** The network is autonomous unless some reaction is `timed`. */
export interface Job {
  /** Opens every message. */
  readonly where: string;
  readonly network: Network;
  readonly propensities: readonly Propensity[];
  /** Rate constants at a time, shape [rates]; one array, overwritten by the next call. */
  ratesAt(time: number): Float64Array;
  /** Shape [rates]: is it a function of the time? */
  readonly moving: readonly boolean[];
  /** Shape [reactions]: does the propensity depend on the time itself? */
  readonly timed: readonly boolean[];
  /** Times at which a timed propensity is looked at to learn whether it is ever above 0. */
  readonly probes: readonly number[];
  /** States that nothing leaves. */
  readonly absorbing?: (state: Int32Array) => boolean;
  readonly start: ListedLaw;
  /** Greatest count of each species, shape [species]; Infinity where none is known. */
  readonly limits: Float64Array;
  readonly maxStates: number;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * @param until  the last time that matters; none for a law that holds at all times
 * @param tail   mass that a Poisson start may lose
 * @throws ScenarioError for whatever a user can get wrong
 */
export function openJob(where: string, task: MasterEquation, until: number, tail = 1e-12): Job {
  const { network, maxStates = 2_000_000 } = task;
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  if (!Array.isArray(network?.species)) bad('`network` is not a network', 'Write `network: crn(`…`)`.');
  if (network.events.length > 0)
    bad(
      `the network has an event, "${network.events[0]!.name}"`,
      'A master equation knows reactions only: leave the event out, and restart from the changed law.',
    );
  if (!Number.isInteger(maxStates) || maxStates < 1 || maxStates > 5e7)
    bad(`\`maxStates\` is ${written(maxStates)}`, 'Give a whole number from 1 to 5e7.');
  const ratesAt = rateFunction(where, task);
  const start = startLaw(where, task.start, network.species, tail, maxStates);
  const limits = bounds(where, network, start, task.limits);
  const { rates: read, timed } = dependencies(network);
  const moving = network.rates.map(
    (name) => typeof (task.rates as Record<string, unknown>)[name] === 'function',
  );
  const autonomous = timed.length === 0 && !moving.includes(true);
  // Irrational parts of the horizon: a periodic rate is not 0 at all of them.
  const parts = autonomous ? [0] : [0, 0.0318, 0.1449, 0.3679, 0.5858, 0.7639, 0.9003, 1];
  return {
    where,
    network,
    propensities: compilePropensities(network),
    ratesAt,
    timed: network.reactions.map((_, r) => timed.includes(r) || read[r]!.some((rate) => moving[rate])),
    start,
    moving,
    probes: parts.map((part) => start.time + part * (until - start.time)),
    limits,
    maxStates,
    onProgress: task.onProgress ?? (() => {}),
  };
}

function rateFunction(where: string, { network, rates }: MasterEquation): (time: number) => Float64Array {
  checkNames(where, 'rates', rates, network.rates, 'rate of the network');
  const given = network.rates.map((name) => (rates as Record<string, unknown>)?.[name]);
  given.forEach((value, i) => {
    const name = network.rates[i]!;
    if (value === undefined)
      throw new ScenarioError(where, `\`rates\` has no value for "${name}"`, `Add \`${name}: <number>\`.`);
    if (typeof value !== 'function') refuseRate(where, name, value);
  });
  const values = new Float64Array(given.length);
  return (time) => {
    given.forEach((value, i) => {
      if (typeof value !== 'function') values[i] = value as number;
      else {
        values[i] = (value as (time: number) => number)(time);
        refuseRate(`${where}, time ${time}`, network.rates[i]!, values[i]);
      }
    });
    return values;
  };
}

function refuseRate(where: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ScenarioError(where, `\`rates.${name}\` is ${written(value)}`, 'Give a finite number.');
}

/** Times to report: rising, none before the start. */
export function checkTimes(where: string, times: readonly number[], from: number): void {
  if (!Array.isArray(times) || times.length === 0)
    throw new ScenarioError(
      where,
      `\`times\` is ${written(times)}`,
      'Give one time or more: `times: [1, 10]`.',
    );
  times.forEach((time, i) => {
    if (!Number.isFinite(time) || time < (i === 0 ? from : times[i - 1]!))
      throw new ScenarioError(
        where,
        `\`times\` has ${written(time)} after ${i === 0 ? `the start at ${from}` : times[i - 1]}`,
        'Give finite times in rising order, none before the start.',
      );
  });
}

/** A number that bounds an error. */
export function checkError(where: string, error: number): void {
  if (!(error >= 1e-12 && error < 1))
    throw new ScenarioError(
      where,
      `\`error\` is ${written(error)}`,
      'Give a number from 1e-12, where rounding begins, to below 1.',
    );
}

/** For a propensity that is no rate. */
export function noRate(
  job: Job,
  reaction: number,
  counts: ArrayLike<number>,
  at: number,
  value: number,
): never {
  const { network, where } = job;
  const state = network.species.map((name, s) => `${name} = ${counts[at + s]}`).join(', ');
  throw new SolverError(
    where,
    `reaction "${network.reactions[reaction]!.name}" has the propensity ${value} at ${state}`,
    'Write a law that is a finite number of 0 or more at every state that can be reached.',
  );
}
