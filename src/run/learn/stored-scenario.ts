/** Tells whether what a scenario's training would come to is stored already. */
import { join } from 'node:path';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import type { Verdict } from '../../kernels/verdict.ts';
import { fullBudget } from '../../learning/budget.ts';
import { plannedForSearch, trainingKey } from '../../learning/job/job.ts';
import { keyOf } from '../../learning/keep/working-folder.ts';
import { abstractionFolder, loadAbstraction, putBack } from '../../learning/store.ts';
import { disk } from '../../record/files.ts';
import { chooseBackend } from '../../tensor/backends.ts';
import type { Scenario } from '../scenario.ts';
import type { LearnOptions } from './learn-scenario.ts';
import { judgeOptions } from './train-scenario.ts';
import { trainingBudget, trainingJob } from './training-job.ts';
import { gridVisit } from './visit-grid.ts';

/** An abstraction on the disk that has been judged. */
export interface StoredScenario {
  readonly path: string;
  readonly abstraction: Abstraction & { readonly verdict: Verdict };
}

/** The file beside the weights that says what they were made of. */
export const keyFile = 'training.json';

/** Its text. */
export function keyText(key: string): string {
  return `${JSON.stringify({ key })}\n`;
}

/**
 * Names what `learnScenario` stores by everything that decides it.
 *
 * @throws BackendError for a backend that does not train
 */
export async function learnKey(
  scenario: Scenario,
  spec: LearnedSpec,
  { budget, backend, crew, judge = {}, shared }: LearnOptions,
): Promise<string> {
  const job = trainingJob(scenario, spec);
  const full = fullBudget(trainingBudget(scenario, budget ?? {}));
  const trainer = await chooseBackend('train', backend);
  const visit = gridVisit(scenario, spec, crew.threads).key;
  const search = plannedForSearch(job, shared !== undefined);
  const trained = trainingKey(job, full, trainer.backend, visit, search);
  return keyOf(trained, { ...judgeOptions(scenario, spec), ...judge });
}

/**
 * What `learnScenario` stored when it was called with the same scenario and options before; undefined
 * where there is nothing, or something that was made otherwise.
 *
 * @throws AbstractionError when it is there and cannot be read
 */
export async function storedScenario(
  scenario: Scenario,
  spec: LearnedSpec,
  options: LearnOptions,
): Promise<StoredScenario | undefined> {
  const use = { network: scenario.crn, dt: scenario.time.step, shape: spec };
  const path = join(options.directory, abstractionFolder(scenario.name, use));
  await putBack(options.directory);
  const [bytes, key] = await Promise.all([disk.read(join(path, keyFile)), learnKey(scenario, spec, options)]);
  if (!bytes || new TextDecoder().decode(bytes) !== keyText(key)) return undefined;
  const { verdict, ...trained } = await loadAbstraction(path);
  return verdict ? { path, abstraction: { ...trained, verdict } } : undefined;
}
