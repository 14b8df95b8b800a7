/** The ways a solve can go, and the choice among them. */
import type { VanJob } from './job.ts';
import { listBox } from './listed/box.ts';
import { listedSteps } from './listed/listed-steps.ts';
import { foundLimits } from './sampled/limits.ts';
import { pathSteps } from './sampled/path-steps.ts';
import type { Steps } from './steps.ts';
import { paritySteps } from './variational/parity/parity-steps.ts';
import { variationalSteps } from './variational/variational-steps.ts';

/** Where the states can be listed, exactly; else by draws. Or by the equation itself, or as published, if asked. */
export async function openSteps(given: VanJob): Promise<Steps> {
  const { parity, variational } = given;
  if (parity) return paritySteps(bounded(given), parity);
  if (variational) return variationalSteps(bounded(given), variational);
  const finite = listBox(given);
  if (finite) return listedSteps(given, finite);
  const van = bounded(given);
  const box = van === given ? undefined : listBox(van);
  return box ? listedSteps(van, box) : pathSteps(van);
}

/** With limits where none are known: those of an earlier part of the solve, or as a pilot finds them. */
function bounded(van: VanJob): VanJob {
  const { job, resume, times, seed } = van;
  if (job.limits.every(Number.isFinite)) return van;
  const limits = resume?.limits ?? foundLimits(job, times.at(-1)!, seed);
  return { ...van, job: { ...job, limits } };
}
