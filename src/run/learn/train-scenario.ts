/** Trains and judges the abstraction a scenario asks for: the learning room, given a grid to visit. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import type { Crew } from '../../learning/crew.ts';
import type { Estimate } from '../../learning/plan/estimate.ts';
import { type PlanOptions, planTraining } from '../../learning/plan/plan.ts';
import { type TrainOptions, trainAbstraction } from '../../learning/train.ts';
import { type AbstractionOptions, type Judgement, judge } from '../../learning/verdict.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import {
  trainingBudget,
  trainingJob,
  trainingRanges,
  trainingRates,
  trainingTotals,
} from './training-job.ts';
import { gridVisit } from './visit-grid.ts';

/** How {@link trainScenario} trains; a budget given here goes before the scenario's own. */
export type TrainScenarioOptions = Omit<TrainOptions, 'visit'>;

/**
 * The abstraction, without a verdict.
 *
 * @param spec  default kernel of the scenario, or another shape of it
 */
export function trainScenario(
  scenario: Scenario,
  spec: LearnedSpec,
  options: TrainScenarioOptions,
): Promise<Abstraction> {
  return trainAbstraction(trainingJob(scenario, spec), {
    ...options,
    budget: trainingBudget(scenario, options.budget ?? {}),
    visit: gridVisit(scenario, spec, options.crew.threads),
  });
}

/** What {@link trainScenario} and {@link judgeScenario} will do, and how long it takes on this machine. */
export function planScenario(
  scenario: Scenario,
  spec: LearnedSpec,
  options: Omit<PlanOptions, 'gridSteps'>,
): Promise<Estimate> {
  const { lattice, steps } = setUp(scenario, { kernel: spec }).setup;
  return planTraining(trainingJob(scenario, spec), {
    ...options,
    budget: trainingBudget(scenario, options.budget ?? {}),
    gridSteps: lattice.width * lattice.height * steps,
  });
}

/** How {@link judgeScenario} judges, beyond what the scenario says. */
export type JudgeScenarioOptions = Omit<AbstractionOptions, 'ranges' | 'rates' | 'totals' | 'limits'>;

/** What a scenario says of the judging of its kernel. */
export function judgeOptions(scenario: Scenario, spec: LearnedSpec): AbstractionOptions {
  const { gridChance: _, ...limits } = scenario.train?.limits ?? {};
  return {
    ranges: trainingRanges(scenario),
    rates: trainingRates(scenario, spec),
    totals: trainingTotals(scenario),
    limits,
    ...scenario.train?.judge,
  };
}

/**
 * The verdict on an abstraction, by the scenario's ranges and limits.
 *
 * @param crew  of the scenario's network
 */
export function judgeScenario(
  crew: Crew,
  scenario: Scenario,
  spec: KernelSpec,
  abstraction: Abstraction,
  options: JudgeScenarioOptions = {},
): Promise<Judgement> {
  const own = judgeOptions(scenario, learnedShape(spec)!);
  return judge(crew, scenario.crn, abstraction, { ...own, ...options });
}
