/** What a step of any length must be. */
import { KernelError } from '../errors.ts';

/**
 * @param kernel  who is to take the step, for the message
 * @throws KernelError where there is no step of `dt` at `time`
 */
export function checkStep(kernel: string, time: number, dt: number): void {
  if (!(dt >= 0 && dt < Infinity && Number.isFinite(time)))
    throw new KernelError(
      kernel,
      `a step of ${dt} at time ${time}`,
      'Give finite numbers, the step at least 0.',
    );
}
