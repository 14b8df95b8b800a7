/** Where and how the tests of one file learn. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Network } from '../../../src/crn/network.ts';
import { type Crew, openCrew } from '../../../src/learning/crew.ts';

/**
 * One crew of one thread and a folder, which are there while the tests of the file run.
 *
 * @returns the options that learn into a directory of that folder, with a verdict of a few trajectories
 */
export function learningOptions(network: Network) {
  let folder = '';
  let crew: Crew;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'learn-'));
    crew = await openCrew({ network, threads: 1 });
  });
  afterAll(async () => {
    await crew.close();
    await rm(folder, { recursive: true });
  });
  return (directory: string) => ({
    crew,
    backend: 'simd',
    directory: join(folder, directory),
    judge: { settings: 3, trajectories: 200 },
  });
}
