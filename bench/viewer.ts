/**
 * Does watching slow a run on all threads, or with one to spare, does the page keep up with frames that come fast, does
 * memory stay flat, is a long recording scrubbed at once? A meadow of bees, live and recorded, in Chromium without a
 * graphics card. Each part keeps the results of the others.
 *
 *   npm run build && node --import jiti/register bench/viewer.ts       a quarter of an hour, ten minutes of it for memory
 *   … bench/viewer.ts slowdown scrub                                   parts of it, by name
 *   … bench/viewer.ts --seconds=60 --rounds=1 --frames=1000            a quick look
 */
import { availableParallelism } from 'node:os';
import { numberFlag, wanted } from './flags.ts';
import { saveText } from './markdown.ts';
import { machine, saveResult } from './measure.ts';
import { readResult } from './results.ts';
import { watchLong } from './viewer/memory.ts';
import { measureRate } from './viewer/rate.ts';
import { type Measured, text } from './viewer/report.ts';
import { measureScrub } from './viewer/scrub.ts';
import { measureSlowdown } from './viewer/slowdown.ts';

/** A frame for each step, and few events in it: as many frames as a run makes. */
const fast = { side: 256, step: 0.02, every: 1, frames: numberFlag('frames', 300) };
const rounds = numberFlag('rounds', 5);
const seconds = (otherwise: number): number => numberFlag('seconds', otherwise);

const parts = {
  rate: () => measureRate(256, 50, seconds(10), rounds),
  rateOfLarge: () => measureRate(1000, 10, seconds(10), rounds),
  slowdown: () => measureSlowdown({ ...fast, threads: availableParallelism() }, rounds),
  spare: () => measureSlowdown({ ...fast, threads: 1 }, rounds),
  scrub: () => measureScrub(64, numberFlag('frames', 10_000), 200),
  large: () => watchLong(1000, seconds(60)),
  memory: () => watchLong(1000, seconds(600)),
};

for (const part of wanted(Object.keys(parts)) as (keyof typeof parts)[]) {
  const value = await parts[part]();
  const { machine: _, ...kept } = readResult<Measured>('viewer') ?? {};
  const all = { ...kept, [part]: { ...value, on: machine() } };
  saveResult('viewer', all);
  saveText('viewer', text(all));
}
