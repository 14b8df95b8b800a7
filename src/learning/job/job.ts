/** What is learned, and what follows from it and a budget: the starts, each round's fit, the keys of results. */
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import type { Range } from '../../kernels/abstraction.ts';
import type { LearnedShape } from '../../kernels/learned/shape/shape.ts';
import { version } from '../../version.ts';
import type { FullBudget } from '../budget.ts';
import { outcomesOf } from '../data/examples.ts';
import type { StartDesign } from '../data/starts.ts';
import type { Total } from '../data/totals.ts';
import { fittingOf } from '../fit/fitting.ts';
import type { FitOptions } from '../fit.ts';
import { keyOf } from '../keep/working-folder.ts';
import type { DataPlan } from './plan-data.ts';

export interface TrainJob {
  readonly network: Network;
  readonly dt: number;
  readonly shape: LearnedShape;
  /** Least and greatest count of each species in starting states. */
  readonly ranges: readonly Range[];
  /** Least and greatest value of each rate constant; those that are no `rateInputs` one value wide. */
  readonly rates: readonly Range[];
  /** Sums that every starting state has. Default: none. */
  readonly totals?: readonly Total[];
  /** Least and greatest length of a step, where the shape reads it. Default: `dt` alone. */
  readonly steps?: Range;
}

/** Rounds after the first have this share of its epochs and learning rate: they add to what is there. */
const laterRounds = 0.5;

/** Where a training's starts are drawn. */
export function startDesign(
  { dt, ranges, rates, steps, totals = [] }: TrainJob,
  { seed }: FullBudget,
): Omit<StartDesign, 'network'> {
  return { dt, seed, counts: ranges, rates, totals, ...(steps ? { steps } : {}) };
}

/** What a round's fit is told. */
export function fitOptions(job: TrainJob, budget: FullBudget, plan: DataPlan, round: number): FitOptions {
  const { epochs, learningRate, batch, patience, seed } = budget;
  const share = round === 0 ? 1 : laterRounds;
  return {
    ...fittingOf(budget),
    round,
    seed,
    patience,
    epochs: Math.max(1, Math.round(share * epochs)),
    learningRate: share * learningRate,
    // An example is a start with several of its outcomes.
    batch: Math.max(1, Math.round(batch / Math.min(plan.each, outcomesOf(job.shape.head)))),
  };
}

/** The transitions that a job's head learns from: of two events or more, or as they come. */
export function drawnEvents({ shape }: TrainJob): 'many' | 'any' {
  return shape.head.kind === 'gaussian' ? 'any' : 'many';
}

/** Do its data hold a set to search on? Those that several bodies share do, whichever comes first. */
export function plannedForSearch({ shape }: TrainJob, shared: boolean): boolean {
  return shape.body.kind === 'search' || shared;
}

/**
 * Names a training by everything that decides its result; its stages' keys are made from it.
 *
 * @param visit   key of the grid that later rounds visit
 * @param search  are the data planned for a search?
 */
export function trainingKey(
  job: TrainJob,
  budget: FullBudget,
  backend: string,
  visit: string,
  search: boolean,
): string {
  const { network, ...rest } = job;
  const visited = budget.rounds > 1 ? visit : '';
  return keyOf(hashNetwork(network), rest, budget, backend, visited, search, ...versions);
}

/** Names the plan of a training's data, which trainings of several bodies may share. */
export function planKey(job: TrainJob, budget: FullBudget, search: boolean): string {
  const { transitions, each, events, rounds } = budget;
  const size = { transitions, each, events, rounds };
  return keyOf(hashNetwork(job.network), startDesign(job, budget), size, search, ...versions);
}

/** Names the data of a plan: where they start, how many outcomes, and what is kept of each. */
export function dataKey(job: TrainJob, budget: FullBudget, { each, longestChain }: DataPlan): string {
  const drawn = { each, longestChain, events: drawnEvents(job), past: job.shape.past };
  return keyOf(hashNetwork(job.network), startDesign(job, budget), drawn, ...versions);
}

const versions = [version, process.versions.node] as const;
