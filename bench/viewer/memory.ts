/** A large live run, watched for minutes: memory of its process and of the page, frames drawn, and what both take. */
import { setTimeout as pause } from 'node:timers/promises';
import { spreadOf } from '../measure.ts';
import { browserCpu, drawnFrames, heapMb, launch, openPage, processes, residentMb } from './browser.ts';
import { forkRun } from './forked-run.ts';

/** Megabytes at a moment. */
export interface Sample {
  readonly seconds: number;
  readonly server: number;
  readonly renderer: number;
  readonly gpu: number;
  readonly heap: number;
}

export interface Watched {
  readonly side: number;
  readonly seconds: number;
  /** How the page drew. */
  readonly drawnBy: 'canvas' | 'WebGL';
  readonly made: number;
  readonly drawn: number;
  /** Drawn frames for which the step did not rise. */
  readonly outOfOrder: number;
  readonly runCpu: number;
  readonly browserCpu: number;
  readonly samples: readonly Sample[];
}

/** Seconds between samples. */
const every = 15;

/** @param side  cells a side @param seconds  how long it is watched */
export async function watchLong(side: number, seconds: number): Promise<Watched> {
  const run = forkRun({ watched: true, side, step: 0.5, every: 1, frames: 1_000_000, threads: 2 });
  const browser = await launch('software GL');
  try {
    const page = await openPage(browser, await run.url);
    const isCanvas = `document.querySelector('#stage canvas').getContext('2d') !== null`;
    const drawnBy = (await page.evaluate<boolean>(isCanvas)) ? 'canvas' : 'WebGL';
    const before = await browserCpu(browser);
    const began = performance.now();
    const passed = () => (performance.now() - began) / 1000;
    run.say('go');
    const samples: Sample[] = [];
    while (passed() < seconds) {
      await pause(Math.min(every, seconds - passed()) * 1000);
      const all = await processes(browser);
      const of = (type: string) =>
        all.filter((p) => p.type === type).reduce((sum, { id }) => sum + residentMb(id), 0);
      samples.push({
        seconds: passed(),
        server: residentMb(run.pid),
        renderer: of('renderer'),
        gpu: of('GPU'),
        heap: await heapMb(page),
      });
    }
    const steps = await drawnFrames(page);
    const cpu = (await browserCpu(browser)) - before;
    const lasted = passed();
    run.say('stop');
    const spent = await run.spent;
    run.say('leave');
    await run.gone;
    return {
      side,
      seconds: lasted,
      drawnBy,
      made: spent.frames,
      drawn: steps.length,
      outOfOrder: steps.filter((step, i) => i > 0 && step <= steps[i - 1]!).length,
      runCpu: spent.cpu,
      browserCpu: cpu,
      samples,
    };
  } finally {
    await browser.close();
  }
}

/** Medians of the second and of the last quarter of a watch: the first has everything still to fetch. */
export function quarters(samples: readonly Sample[], of: Exclude<keyof Sample, 'seconds'>): [number, number] {
  const part = (from: number, to: number) =>
    spreadOf(
      samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)).map((s) => s[of]),
    ).median;
  return [part(0.25, 0.5), part(0.75, 1)];
}
