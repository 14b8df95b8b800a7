/** What every way of solving begins with: a network for some variables, and what fits it. */
import type { Trainer } from '../../tensor/machine.ts';
import { openSimdTrainer } from '../../tensor/trainer/trainer.ts';
import type { VanJob } from './job.ts';
import { type VanModel, vanModel } from './model/model.ts';
import type { Variables } from './model/variables.ts';
import { checkState, taskHash } from './state.ts';

export interface OpenedModel {
  readonly model: VanModel;
  readonly trainer: Trainer;
  /** See `VanState.task`. */
  readonly task: string;
}

/**
 * @param masked    are there counts that cannot follow others?
 * @param settings  what of the way decides its bits: a part of the task's name
 * @throws ScenarioError for a state to resume that is of another task
 */
export async function openModel(
  { job, network, resume, threads }: VanJob,
  chosen: Variables,
  masked: boolean,
  settings: readonly unknown[],
): Promise<OpenedModel> {
  const model = vanModel(network, chosen, masked);
  const task = taskHash(job, model, settings);
  if (resume) checkState(job.where, resume, task, model.parameters);
  return { model, task, trainer: await openSimdTrainer(model.graph, { threads }) };
}
