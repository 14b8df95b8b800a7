/** What the tests of one file learn, where and how. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { mdn } from '../../../src/kernels/specs.ts';
import { type Crew, openCrew } from '../../../src/learning/crew.ts';
import { scenario } from '../../../src/run/scenario.ts';

/** A step of some 800 events: data are drawn once, and kept. */
export const pond = scenario({
  name: 'pond',
  crn: crn('0 -> X @ birth\nX -> 0 @ death'),
  rates: { birth: 100, death: 1 },
  start: { X: 80 },
  kernel: mdn({ mixtures: 2, hidden: [8] }),
  train: { ranges: { X: [60, 140] }, transitions: 1600, epochs: 2, batch: 400, rounds: 1 },
  time: { step: 4, until: 40 },
});

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
