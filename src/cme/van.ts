/**
 * The chemical master equation solved by an autoregressive network: a normalised joint law that can
 * be asked for any probability and drawn from (Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6).
 *
 * Where the states can be listed, nothing is simulated: the network's own law is taken forward
 * exactly, and the network fitted to that. Beyond, draws from the network are taken forward one by
 * one; or, with `variational`, the network is led along the equation itself, without any simulation but
 * of a pilot's 256 paths where limits are not given. `parity` solves as published, by Euler steps and a
 * score-function gradient; with its loss `steady-state`, for the law that does not change any more.
 *
 * Use where a joint law of many species is to be kept, drawn from or asked for probabilities.
 * For four or five species of moderate counts `solveFsp` is exact and cheaper; for means and
 * marginals of many, simulate.
 */
import { setImmediate } from 'node:timers/promises';
import type { Network } from '../crn/network.ts';
import { openVanJob, type VanTask } from './van/job.ts';
import { openSteps } from './van/open-steps.ts';
import type { VanLaw } from './van/van-law.ts';

/**
 * The law of the network at each of the times, one after the other.
 *
 * @returns laws as they are found; each is the caller's own
 * @throws ScenarioError  for what a user can get wrong, at the first `next()`
 * @throws SolverError    where a propensity is no rate
 * @example
 * for await (const law of solveVan({ network, rates, start: { X: 5 }, limits: { X: 60 }, times: [1, 10] }))
 *   law.logProbability([3])
 */
export async function* solveVan<const N extends Network>(
  task: VanTask<N>,
): AsyncGenerator<VanLaw, void, void> {
  const van = openVanJob('van', task as unknown as VanTask);
  const steps = await openSteps(van);
  try {
    const from = steps.state.time;
    for (const time of van.times.filter((t) => t > from)) {
      while (steps.state.time < time) {
        await steps.advance(time);
        van.job.onProgress(steps.progress);
        van.onState(steps.state);
        // Others get a turn between stretches of work.
        await setImmediate();
      }
      yield steps.law();
    }
  } finally {
    steps.dispose();
  }
}
