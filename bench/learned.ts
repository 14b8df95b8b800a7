/** A kernel learned as `crn-grid train` learns it, with the time that was foretold and the time it took. */
import type { LearnedSpec } from '../src/kernels/learned.ts';
import type { Budget } from '../src/learning/budget.ts';
import type { Crew } from '../src/learning/crew.ts';
import type { LogRecord } from '../src/learning/keep/log.ts';
import type { Estimate } from '../src/learning/plan/estimate.ts';
import { type Progress, stageTitle } from '../src/learning/stages/progress.ts';
import { learnScenario } from '../src/run/learn/learn-scenario.ts';
import { type StoredScenario, storedScenario } from '../src/run/learn/stored-scenario.ts';
import { planScenario } from '../src/run/learn/train-scenario.ts';
import type { Scenario } from '../src/run/scenario.ts';
import { numberFlag } from './flags.ts';

/** Seconds, as `--plan` foretells them, and as they were. */
export interface TrainingTime {
  readonly foretold: number;
  readonly taken: number;
  /** By stage. */
  readonly stages: readonly { readonly name: string; readonly foretold: number; readonly taken: number }[];
}

export interface LearnedScenario extends StoredScenario {
  /** Absent where it was stored before. */
  readonly time?: TrainingTime;
}

export interface Learning {
  readonly scenario: Scenario;
  readonly spec: LearnedSpec;
  readonly crew: Crew;
  /** Where abstractions are kept. */
  readonly directory: string;
  /** Exact events of the verdict. Default: as of `crn-grid train`. */
  readonly price?: number;
}

/** What `--transitions`, `--epochs` and `--rounds` of a script leave of a budget. */
export function lessBudget(): Budget {
  const given = (['transitions', 'epochs', 'rounds'] as const).flatMap((flag) => {
    const value = numberFlag(flag, 0);
    return value > 0 ? [[flag, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** Plans, learns, judges and stores; or takes what the same scenario and budget have stored before. */
export async function learned({
  scenario,
  spec,
  crew,
  directory,
  price,
}: Learning): Promise<LearnedScenario> {
  const budget = lessBudget();
  // A quick look is judged quickly.
  const events = Object.keys(budget).length > 0 ? 1e8 : price;
  const options = { crew, budget, directory, ...(events === undefined ? {} : { judge: { price: events } }) };
  const before = await storedScenario(scenario, spec, options);
  if (before) return before;
  const estimate = await planScenario(scenario, spec, { crew, budget });
  const began = performance.now();
  const { path, abstraction, records } = await learnScenario(scenario, spec, {
    ...options,
    onProgress: showStage(scenario.name),
  });
  return { path, abstraction, time: timeOf(estimate, records, (performance.now() - began) / 1000) };
}

/** A line for each stage as it begins. */
function showStage(name: string): (progress: Progress) => void {
  let shown = '';
  return ({ stage }) => {
    if (stage === shown) return;
    shown = stage;
    process.stderr.write(`${name}: ${stageTitle(stage)}\n`);
  };
}

/** Stages that went on after a break have told only of what was left: `taken` is of this process alone. */
function timeOf(estimate: Estimate, records: readonly LogRecord[], taken: number): TrainingTime {
  const stages = estimate.stages.flatMap(({ name, seconds }) => {
    const end = records.find((r) => r.stage === name && r.epoch === undefined);
    return end ? [{ name, foretold: seconds, taken: end.seconds }] : [];
  });
  return { foretold: estimate.seconds, taken, stages };
}
