/** The ways a solve can go, and the choice among them. */
import type { VanJob } from './job.ts';
import { listBox } from './listed/box.ts';
import { listedSteps } from './listed/listed-steps.ts';
import { paritySteps } from './parity/parity-steps.ts';
import { pathSteps } from './sampled/path-steps.ts';
import type { Steps } from './steps.ts';

/** Where the states can be listed, exactly; else by draws. Or as published, if that is asked. */
export async function openSteps(van: VanJob): Promise<Steps> {
  if (van.parity) return paritySteps(van, van.parity);
  const box = listBox(van);
  return box ? listedSteps(van, box) : pathSteps(van);
}
