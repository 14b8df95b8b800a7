/** A law from the state that was kept of it, without solving again. */
import { openVanJob, type VanTask } from './job.ts';
import { openSteps } from './open-steps.ts';
import type { VanState } from './state.ts';
import type { VanLaw } from './van-law.ts';

/**
 * The law whose `state` it is, to the same bits; what was measured as it was found is not in a state.
 *
 * @param task  the one that it was solved for
 * @throws ScenarioError for a state of another task
 */
export async function openVanLaw(task: VanTask, state: VanState): Promise<Omit<VanLaw, 'diagnostics'>> {
  const steps = await openSteps(openVanJob('van', { ...task, resume: state }));
  try {
    return steps.law();
  } finally {
    steps.dispose();
  }
}
