/**
 * A run in a process of its own, watched or not: `bench/viewer.ts` forks it and says when to go on. It takes
 * the meadow of bees, with another size and so many frames, and tells what processor time it took.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import meadow from '../../scenarios/bees-large.ts';
import type { Run } from '../../src/run/run.ts';
import { recordRun } from '../../src/run/session.ts';
import { realClock } from '../../src/serve/clock.ts';
import { serveRuns } from '../../src/serve/server.ts';
import { liveSource } from '../../src/serve/sources/live.ts';
import { cpuSeconds } from '../measure.ts';
import type { RunJob, RunWord } from './forked-run.ts';

const job = JSON.parse(process.argv[2]!) as RunJob;
const folder = mkdtempSync(join(tmpdir(), 'crn-grid-viewer-'));
const scenario = {
  ...meadow,
  time: { ...meadow.time, step: job.step },
  record: { ...meadow.record, every: job.every },
};
const until = job.step * job.every * job.frames;
let frames = 0;
const session = {
  scenario,
  overrides: { size: [job.side, job.side] as const, until },
  threads: job.threads,
  out: join(folder, 'meadow.zarr'),
  command: 'bench/viewer.ts',
  onFrame(): void {
    frames++;
  },
};

const say = (word: RunWord): void => void process.send!(word);
const told = (word: string): Promise<void> =>
  new Promise((heard) => process.on('message', (message) => message === word && heard()));
const [go, leave] = [told('go'), told('leave')];

/** Lets a run go that is held at its first frame, and tells what it took from there on. */
async function measured(letGo: () => unknown, ended: Promise<unknown>): Promise<void> {
  await go;
  const [made, cpu, at] = [frames, cpuSeconds(), performance.now()];
  await letGo();
  await ended;
  say({ cpu: cpuSeconds() - cpu, wall: (performance.now() - at) / 1000, frames: frames - made });
}

if (job.watched) {
  const source = await liveSource({ id: 'run', session, kept: false, held: true, clock: realClock });
  const server = await serveRuns([source], { page: join(import.meta.dirname, '../../dist/viewer') });
  void told('stop').then(() => source.control!('stop').catch(() => {}));
  say({ url: server.url });
  await measured(() => source.control!('resume'), source.ended);
  await leave;
  await server.close();
} else {
  let ended: Promise<unknown>;
  const run = await new Promise<Run>((begun) => {
    ended = recordRun({ ...session, onStart: begun });
  });
  await run.pause();
  say({ url: '' });
  await measured(() => run.resume(), ended!);
}
rmSync(folder, { recursive: true, force: true });
process.disconnect();
