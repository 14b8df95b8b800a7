/**
 * Does watching slow a run, does the page keep up, does memory stay flat, is a long recording scrubbed at once?
 * A meadow of bees, live and recorded, in Chromium without a graphics card. Each part keeps the results of the others.
 *
 *   npm run build && node --import jiti/register bench/viewer.ts       a quarter of an hour, ten minutes of it for memory
 *   … bench/viewer.ts slowdown scrub                                   parts of it, by name
 *   … bench/viewer.ts --seconds=60 --rounds=1 --frames=1000            a quick look
 */
import { numberFlag, wanted } from './flags.ts';
import { saveText } from './markdown.ts';
import { machine, saveResult } from './measure.ts';
import { readResult } from './results.ts';
import { watchLong } from './viewer/memory.ts';
import { type Measured, text } from './viewer/report.ts';
import { measureScrub } from './viewer/scrub.ts';
import { measureSlowdown } from './viewer/slowdown.ts';

for (const part of wanted(['slowdown', 'scrub', 'large', 'memory'])) {
  const value =
    part === 'slowdown'
      ? await measureSlowdown(256, 200, numberFlag('rounds', 5))
      : part === 'scrub'
        ? await measureScrub(64, numberFlag('frames', 10_000), 200)
        : await watchLong(1000, numberFlag('seconds', part === 'large' ? 60 : 600));
  const { machine: _, ...kept } = readResult<Measured>('viewer') ?? {};
  const all: Measured = { ...kept, [part]: { ...value, on: machine() } };
  saveResult('viewer', all);
  saveText('viewer', text(all));
}
