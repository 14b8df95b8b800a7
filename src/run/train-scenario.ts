/** Trains and judges the abstraction a scenario asks for: the learning room, given a grid to visit. */
import { ScenarioError } from '../errors.ts';
import type { Abstraction, Range, Verdict } from '../kernels/abstraction.ts';
import type { Counts, KernelSpec } from '../kernels/kernel.ts';
import type { LearnedSpec } from '../kernels/mdn.ts';
import { learnedShape } from '../kernels/open-kernel.ts';
import { type Budget, type Progress, trainAbstraction } from '../learning/train.ts';
import { judge } from '../learning/verdict.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';
import { type Overrides, setUp } from './setup.ts';

export interface TrainScenarioOptions {
  readonly scenario: Scenario;
  readonly spec: LearnedSpec;
  readonly seed?: number;
  readonly threads?: number;
  readonly backend?: string;
  /** File that a killed training goes on from. */
  readonly checkpoint?: string;
  /** Beyond the scenario's own entries: less for a quick try. */
  readonly budget?: Budget;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** States kept of what one visit of the grid sees. */
const visitedStates = 200_000;

/** Least and greatest counts in starting states: the scenario's, or twice what it starts with. */
function trainingRanges(scenario: Scenario): Range[] {
  const { start, setup } = setUp(scenario);
  const { species } = setup.network;
  return species.map((name, s) => {
    const given = scenario.train?.ranges[name];
    if (given) return [given[0], given[1]];
    let most = 0;
    for (let i = s; i < start.counts.length; i += species.length) most = Math.max(most, start.counts[i]!);
    return [0, Math.max(10, 2 * most)];
  });
}

/** Least and greatest value of each rate constant in training. */
function trainingRates(scenario: Scenario, spec: LearnedSpec): Range[] {
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

/** @returns the abstraction, without a verdict */
export async function trainScenario(options: TrainScenarioOptions): Promise<Abstraction> {
  const { scenario, spec } = options;
  const { setup } = setUp(scenario, { kernel: spec });
  const told = scenario.train ?? { ranges: {} };
  const budget: Budget = {
    ...(told.transitions === undefined ? {} : { transitions: told.transitions }),
    ...(told.epochs === undefined ? {} : { epochs: told.epochs }),
    ...(told.batch === undefined ? {} : { batch: told.batch }),
    rounds: told.rounds ?? 2,
    seed: options.seed ?? 1,
    ...options.budget,
  };
  const { head, mixtures, hidden, rateInputs } = spec;
  return trainAbstraction(
    {
      network: setup.network,
      dt: setup.dt,
      shape: { head, mixtures, hidden, rateInputs },
      ranges: trainingRanges(scenario),
      rates: trainingRates(scenario, spec),
    },
    {
      budget,
      ...(options.backend ? { backend: options.backend } : {}),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      visit: (abstraction) => visitGrid(scenario, { ...spec, outside: 'ssa' }, abstraction, options.threads),
    },
  );
}

/** Runs the grid with what has been learned so far, and brings back states it was in. */
async function visitGrid(
  scenario: Scenario,
  kernel: KernelSpec,
  abstraction: Abstraction,
  threads: number | undefined,
): Promise<Counts> {
  const overrides: Overrides = { kernel, seed: (scenario.seed ?? 1) + 1_000_003 };
  const every = { ...scenario, record: { every: 1 } };
  const running = run(every, { ...overrides, abstraction, ...(threads === undefined ? {} : { threads }) });
  const width = scenario.crn.species.length;
  const { lattice, steps } = running.setup;
  const rows = lattice.width * lattice.height * (steps + 1);
  const stride = Math.max(1, Math.floor(rows / visitedStates));
  const kept: number[] = [];
  let row = 0;
  for await (const frame of running)
    for (let i = 0; i < frame.counts.length; i += width, row++)
      if (row % stride === 0) for (let s = 0; s < width; s++) kept.push(frame.counts[i + s]!);
  return Int32Array.from(kept);
}

/** One-step verdict of an abstraction, by the scenario's ranges and limits. */
export function judgeScenario(
  scenario: Scenario,
  spec: KernelSpec,
  abstraction: Abstraction,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Verdict> {
  const learned = learnedShape(spec)!;
  const limit = scenario.train?.limits?.distanceOverFloor;
  return judge(scenario.crn, abstraction, {
    ranges: trainingRanges(scenario),
    rates: trainingRates(scenario, learned),
    ...(limit === undefined ? {} : { distanceOverFloor: limit }),
    ...options,
  });
}
