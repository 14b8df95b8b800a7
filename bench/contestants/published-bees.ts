/** Seconds of one run of the published grid of bees, mean over a hundred seeds, one thread. */
import { replicate } from '../../dist/run/replicates/replicates.js';
import { publishedGrid } from '../../test/support/scenarios.ts';
import { answer, readJob } from '../start.ts';

const { round } = await readJob<{ round: number }>();
const seeds = Array.from({ length: 100 }, (_, i) => 100 * round + i + 1);
const { seconds } = await replicate({
  scenario: publishedGrid('nearest', 100),
  seeds,
  times: [100],
  threads: 1,
});
answer({ secondsPerRun: seconds / seeds.length });
