/** What every way that draws from its network begins with. */
import type { VanJob } from './job.ts';
import { variables } from './model/variables.ts';
import { type OpenedModel, openModel } from './open-model.ts';
import { Support } from './sampled/support.ts';

export interface Drawn extends OpenedModel {
  readonly support: Support;
}

/**
 * @param van       all its limits finite
 * @param settings  as of {@link openModel}
 * @throws ScenarioError for a state to resume that is of another task
 */
export async function openDrawn(van: VanJob, settings: readonly unknown[]): Promise<Drawn> {
  const { job } = van;
  const chosen = variables(job.where, job.network.species, van.laws, job.limits, van.order);
  const support = new Support(job, chosen);
  return { support, ...(await openModel(van, chosen, support.masked, settings)) };
}
