/** What a scenario says of the training of its kernel: from what, on how much. */
import { ScenarioError } from '../../errors.ts';
import type { Range } from '../../kernels/abstraction.ts';
import { shapeOf } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import type { Budget } from '../../learning/budget.ts';
import type { Total } from '../../learning/data/totals.ts';
import { fittingOf } from '../../learning/fit/fitting.ts';
import type { TrainJob } from '../../learning/job/job.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';

/** What is learned, for `trainAbstraction`. */
export function trainingJob(scenario: Scenario, spec: LearnedSpec): TrainJob {
  const { setup } = setUp(scenario, { kernel: spec });
  const range = scenario.train?.stepRange;
  return {
    network: setup.network,
    dt: setup.dt,
    shape: shapeOf(spec),
    ranges: trainingRanges(scenario),
    rates: trainingRates(scenario, spec),
    totals: trainingTotals(scenario),
    ...(spec.stepInput && range ? { steps: [range[0], range[1]] } : {}),
  };
}

/** The scenario's own budget, with what goes before it. */
export function trainingBudget({ train, hop, fields, max }: Scenario, over: Budget): Budget {
  // Cells that nothing reaches are in states that training has seen.
  const reached = [hop, fields, max].some((ways) => Object.keys(ways ?? {}).length > 0);
  const { rounds = reached ? 2 : 1 } = train ?? {};
  const given = budgetNames.flatMap((name) => {
    const value = train?.[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...fittingOf(train ?? {}), ...Object.fromEntries(given), rounds, ...over };
}

/** Entries of a budget that a scenario may give as they are. */
const budgetNames = [
  ...(['transitions', 'each', 'events', 'epochs'] as const),
  ...(['batch', 'learningRate', 'patience'] as const),
];

/** Least and greatest counts in starting states: the scenario's, or twice what it starts with. */
export function trainingRanges(scenario: Scenario): Range[] {
  const { start, setup } = setUp(scenario);
  const { species } = setup.network;
  return species.map((name, s) => {
    const given = scenario.train?.ranges?.[name];
    if (given) return [given[0], given[1]];
    const total = scenario.train?.totals?.find(({ of }) => of.includes(name));
    if (total) return [0, total.is];
    let most = 0;
    for (let i = s; i < start.counts.length; i += species.length) most = Math.max(most, start.counts[i]!);
    return [0, Math.max(10, 2 * most)];
  });
}

/** Sums that the starting states of the training have, by number of species. */
export function trainingTotals({ crn, train }: Scenario): Total[] {
  return (train?.totals ?? []).map(({ of, is }) => ({ of: of.map((name) => crn.species.indexOf(name)), is }));
}

/** Least and greatest value of each rate constant in training. */
export function trainingRates(scenario: Scenario, spec: LearnedSpec): Range[] {
  const { setup } = setUp(scenario);
  const { rates } = setup.network;
  return rates.map((name, r) => {
    const given = scenario.train?.rateRanges?.[name];
    if (spec.rateInputs.includes(name)) return [given![0], given![1]];
    const values = setup.rates.filter((_, i) => i % rates.length === r);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (setup.fieldRates.includes(r) || low !== high)
      throw new ScenarioError(
        `scenario "${scenario.name}"`,
        `the rate "${name}" differs from cell to cell, and the kernel does not read it`,
        `List it in \`rateInputs\` and give \`train.rateRanges.${name}\`.`,
      );
    return [low, high];
  });
}
