/** A checked task for the network solver, and the settings it leaves open. */
import { checkNames, written } from '../../crn/check-names.ts';
import type { SpeciesNames } from '../../crn/names-in-text.ts';
import type { ConservationLaw, Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import { checkTimes, type Job, type MasterEquation, openJob } from '../job.ts';
import { refuseMovingRates } from '../stationary.ts';
import type { FitProgress } from './model/fit.ts';
import { checkNetwork, type VanNetwork } from './model/network.ts';
import type { Forward } from './sampled/forward.ts';
import type { VanState } from './state.ts';
import { type Parity, type ParitySettings, paritySettings } from './variational/parity/settings.ts';
import { type Variational, variationalSettings } from './variational/settings.ts';

export interface VanTask<N extends Network = Network> extends MasterEquation<N> {
  /** When to report, rising, all after the start. */
  readonly times: readonly number[];
  /** Default: a perceptron of two layers of 64 units for each species. */
  readonly model?: VanNetwork;
  /** Which species come first, each given those before it; default: those with the fewest counts. */
  readonly order?: readonly SpeciesNames<N>[];
  readonly fit?: {
    /** Updates of the weights in a step; where states are listed, twice as many in the first. Default 1000. */
    readonly updates?: number;
    /** Learning rate of Adam at the beginning of a step. Default 0.01; 0.003 where states are drawn. */
    readonly rate?: number;
    /** KL to the target, in nats, that ends a step before. Default 1e-6. */
    readonly enough?: number;
    /** States drawn in a step, where they cannot be listed. Default 200 000. */
    readonly samples?: number;
  };
  /**
   * Let the network follow the equation itself, without simulating but for limits that are not given,
   * which a pilot of 256 paths finds; a NADE of 24 units unless `model` says otherwise. Of `fit`, `updates`, `rate` and `enough` are those of the fit to the start.
   */
  readonly variational?: Variational;
  /**
   * Solve as published, recurrent network and all unless `model` says otherwise; `fit` is then not read.
   * With its loss `steady-state` the law is the stationary one and the network the usual: of the start only
   * conserved totals matter, `times` is one, which the law is said to be of, and up to which a pilot looks
   * for limits where there are none.
   */
  readonly parity?: Parity;
  /**
   * Takes drawn states forward where rates are constant, as often and as far as no limit is reached;
   * default: paths in JavaScript, the same law at a tenth of the speed of a compiled kernel.
   */
  readonly forward?: Forward;
  /** Default 1. */
  readonly seed?: number;
  /** Threads that share the fitting. The same bits for any number. Default 1. */
  readonly threads?: number;
  /** The `state` of a law of the same task: times up to its own are passed over. */
  readonly resume?: VanState;
  /** Called after each step: keep the last and a killed solve is not lost. */
  readonly onState?: (state: VanState) => void;
  /** Called now and then while the network is fitted; what it throws ends the solve. */
  readonly onFit?: (progress: FitProgress) => void;
  /** How many states may be listed. Default 200 000. */
  readonly maxStates?: number;
}

export interface VanJob {
  readonly job: Job;
  readonly times: readonly number[];
  readonly network: VanNetwork;
  readonly order: readonly string[] | undefined;
  /** Those whose total is the same for all of the start: the others bind nothing. */
  readonly laws: readonly ConservationLaw[];
  readonly fit: {
    readonly updates: number;
    readonly rate: number | undefined;
    readonly enough: number;
    readonly samples: number;
  };
  readonly variational: Required<Variational> | undefined;
  readonly parity: ParitySettings | undefined;
  readonly forward: Forward | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly resume: VanState | undefined;
  readonly onState: (state: VanState) => void;
  readonly onFit: (progress: FitProgress) => void;
}

/** What a task that says nothing gets. */
export const usual = {
  model: { kind: 'perceptrons', hidden: [64, 64] } as VanNetwork,
  maxStates: 200_000,
} as const;
const published: VanNetwork = { kind: 'gru', hidden: 32 };
/** Few weights, each used by all species: a natural gradient pays for every one of them. */
const followed: VanNetwork = { kind: 'nade', hidden: 24 };

/** The network of a task that names none. */
export function usualModel({ parity, variational }: Pick<VanTask, 'parity' | 'variational'>): VanNetwork {
  if (parity && parity.loss !== 'steady-state') return published;
  return variational ? followed : usual.model;
}

/** @throws ScenarioError for whatever a user can get wrong */
export function openVanJob(where: string, task: VanTask): VanJob {
  const { times, seed = 1, threads = 1, maxStates = usual.maxStates } = task;
  const until = Array.isArray(times) ? (times.at(-1) ?? 0) : 0;
  const job = openJob(where, { ...task, maxStates }, until);
  checkTimes(where, times, job.start.time);
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  if (!(times[0]! > job.start.time))
    bad(`\`times\` has the start, ${times[0]}`, 'The law there is the start itself.');
  if (job.start.lost > 1e-9) bad(`the start lacks ${job.start.lost} of its mass`, 'Divide it by its sum.');
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 53))
    bad(`\`seed\` is ${written(seed)}`, 'Give a whole number of 0 or more.');
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 256))
    bad(`\`threads\` is ${written(threads)}`, 'Give a whole number from 1.');
  if (task.parity && task.variational)
    bad('`parity` and `variational` are two ways to solve', 'Leave one of them out.');
  const network = task.model ?? usualModel(task);
  checkNetwork(where, network);
  return {
    job,
    times,
    network,
    order: task.order,
    laws: sameTotals(job),
    fit: fitSettings(where, task.fit),
    variational: task.variational && variationalSettings(where, task.variational),
    parity: task.parity && openParity(job, times, task.parity),
    forward: task.forward,
    seed,
    threads,
    resume: task.resume,
    onState: task.onState ?? (() => {}),
    onFit: task.onFit ?? (() => {}),
  };
}

/** @throws ScenarioError for settings that are none, or a task that it cannot solve */
function openParity(job: Job, times: readonly number[], given: Parity): ParitySettings {
  const settings = paritySettings(job.where, given);
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(job.where, what, todo);
  };
  if (settings.loss !== 'steady-state') {
    if (job.start.probability.length !== 1)
      bad('`parity` starts from one state', 'Give counts as the `start`, or leave `parity` out.');
    return settings;
  }
  refuseMovingRates(job);
  if (times.length !== 1)
    bad(`a stationary law is one, and there are ${times.length} times`, 'Give one time, a late one.');
  if (sameTotals(job).length < job.network.laws.length)
    bad('the start has several conserved totals, and each a stationary law', 'Start from one state.');
  return settings;
}

function sameTotals({ start, network }: Job): ConservationLaw[] {
  const width = start.species.length;
  return network.laws.filter(({ coefficients }) => {
    const total = (at: number) => coefficients.reduce((sum, y, s) => sum + y * start.states[at + s]!, 0);
    for (let at = width; at < start.states.length; at += width) if (total(at) !== total(0)) return false;
    return true;
  });
}

/** Every setting of a fit. @throws ScenarioError for one that is none */
export function fitSettings(where: string, given: VanTask['fit']): VanJob['fit'] {
  const settings = { updates: 1000, rate: undefined, enough: 1e-6, samples: 200_000, ...given };
  checkNames(where, 'fit', given, ['updates', 'rate', 'enough', 'samples'], 'setting of a fit');
  for (const [name, value] of Object.entries(settings)) {
    const whole = name === 'updates' || name === 'samples';
    if (value !== undefined && !(value > 0 && value < 1e9 && (!whole || Number.isInteger(value))))
      throw new ScenarioError(
        where,
        `\`fit.${name}\` is ${written(value)}`,
        `Give a ${whole ? 'whole ' : ''}number above 0.`,
      );
  }
  return settings;
}
