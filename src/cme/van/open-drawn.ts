/** What every way that draws from its network begins with. */
import type { Trainer } from '../../tensor/machine.ts';
import { openSimdTrainer } from '../../tensor/trainer/trainer.ts';
import type { VanJob } from './job.ts';
import { type VanModel, vanModel } from './model/model.ts';
import { variables } from './model/variables.ts';
import { Support } from './sampled/support.ts';
import { checkState, taskHash } from './state.ts';

export interface Drawn {
  readonly support: Support;
  readonly model: VanModel;
  readonly trainer: Trainer;
  /** See `VanState.task`. */
  readonly task: string;
}

/**
 * @param van       all its limits finite
 * @param settings  what of the way decides its bits: a part of the task's name
 * @throws ScenarioError for a state to resume that is of another task
 */
export async function openDrawn(van: VanJob, settings: readonly unknown[]): Promise<Drawn> {
  const { job } = van;
  const chosen = variables(job.where, job.network.species, van.laws, job.limits, van.order);
  const support = new Support(job, chosen);
  const model = vanModel(van.network, chosen, support.masked);
  const task = taskHash(job, model, settings);
  if (van.resume) checkState(job.where, van.resume, task, model.parameters);
  const trainer = await openSimdTrainer(model.graph, { threads: van.threads });
  return { support, model, trainer, task };
}
