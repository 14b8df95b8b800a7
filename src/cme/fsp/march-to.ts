/** A law led to a time, stretch by stretch. */
import { setImmediate } from 'node:timers/promises';
import type { Job } from '../job.ts';
import type { March } from './march.ts';

/**
 * Advances until `time`, and tells `onProgress` of each stretch.
 *
 * @throws SolverError as {@link March.advance}
 */
export async function marchTo(march: March, time: number, onProgress: Job['onProgress']): Promise<void> {
  while (march.time < time) {
    march.advance(time);
    const { time: reached, states, lost, tally } = march;
    onProgress({ time: reached, states, lost, products: tally.products });
    // Others get a turn between stretches of work.
    await setImmediate();
  }
}
