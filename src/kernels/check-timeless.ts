/** What a kernel that takes a step in one go cannot follow. */
import { dependencies } from '../crn/dependencies.ts';
import type { Network } from '../crn/network.ts';
import { KernelError } from '../errors.ts';

/**
 * @param kernel  as messages call it, e.g. `tau-leaping`
 * @throws KernelError where a propensity reads the time, or events happen inside a step
 */
export function checkTimeless(network: Network, kernel: string): void {
  const timed = dependencies(network).timed[0];
  if (timed !== undefined)
    throw new KernelError(
      `reaction "${network.reactions[timed]!.name}"`,
      `its propensity reads the time t, which ${kernel} does not follow`,
      'Use the kernel ssa.',
    );
  checkEventless(network, kernel);
}

/** @throws KernelError where events happen inside a step */
export function checkEventless(network: Network, kernel: string): void {
  if (network.events.length > 0)
    throw new KernelError(
      `event "${network.events[0]!.name}"`,
      `events happen inside a step, which ${kernel} leaps over`,
      'Use the kernel ssa.',
    );
}
