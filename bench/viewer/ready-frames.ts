/**
 * Frames that are ready, handed out as if a run made them: `bench/viewer.ts` forks it to see what pages draw, and what
 * they cost who serves them, where frames come faster than runs on this machine make and record them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import meadow from '../../scenarios/bees-large.ts';
import { recordRun } from '../../src/run/session.ts';
import { realClock } from '../../src/serve/clock.ts';
import { serveRuns } from '../../src/serve/server.ts';
import type { RunSource } from '../../src/serve/source.ts';
import { recordedSource } from '../../src/serve/sources/recorded.ts';
import { cpuSeconds } from '../measure.ts';
import type { ReadyJob, RunWord } from './forked-run.ts';

const job = JSON.parse(process.argv[2]!) as ReadyJob;
const folder = mkdtempSync(join(tmpdir(), 'crn-grid-ready-'));
const out = join(folder, 'meadow.zarr');
/** Played to and fro; large ones take long to make. */
const ready = job.side > 500 ? 5 : 20;
await recordRun({
  scenario: { ...meadow, record: { ...meadow.record, every: 1 } },
  overrides: { size: [job.side, job.side], until: meadow.time.step * ready },
  out,
  command: 'bench/viewer.ts',
});
const recorded = await recordedSource('run', out, realClock);
const frames = await Promise.all(Array.from({ length: ready }, (_, i) => recorded.read(i)));

let made = 1;
let end: (() => void) | undefined;
const times = [0];
const { scalars } = recorded.columns();
const grown = Object.fromEntries(Object.keys(scalars).map((name) => [name, [scalars[name]![0]!]]));
const placeOf = (index: number): number => {
  const turn = index % (2 * ready - 2);
  return turn < ready ? turn : 2 * ready - 2 - turn;
};
const at = (index: number) => ({ ...frames[placeOf(index)]!, step: index, time: times[index]! });
const listeners = new Set<() => void>();

const source: RunSource = {
  info: { ...recorded.info, source: 'live', every: 1, steps: 100_000 },
  status: () => ({ state: 'running', step: made - 1, time: times[made - 1]!, frames: made }),
  interventions: () => [],
  rates: () => recorded.rates(),
  columns: () => ({ times, scalars: grown }),
  read: async (index) => at(index),
  present: () => ({ index: made - 1, revision: 0, state: at(made - 1) }),
  pace: () => ({ stepSeconds: 1 / job.rate }),
  onChange(call) {
    listeners.add(call);
    return () => listeners.delete(call);
  },
  fork: 'Frames that are ready have no run.',
  async close() {},
};

function grow(): void {
  for (const name of Object.keys(grown)) grown[name]!.push(scalars[name]![placeOf(made)]!);
  times.push(meadow.time.step * made);
  made++;
  for (const call of listeners) call();
}

const say = (word: RunWord): void => void process.send!(word);
const server = await serveRuns([source], {
  page: join(import.meta.dirname, '../../dist/viewer'),
  // A process without a run works nothing that a page could be paid out of.
  clock: { ...realClock, spent: () => 0, worked: () => 0 },
});
process.on('message', (word) => {
  if (word === 'go') {
    const begun = { made, cpu: cpuSeconds(), at: performance.now() };
    const timer = setInterval(grow, 1000 / job.rate);
    end = () => {
      clearInterval(timer);
      const wall = (performance.now() - begun.at) / 1000;
      say({ cpu: cpuSeconds() - begun.cpu, wall, frames: made - begun.made });
    };
  } else if (word === 'stop') end?.();
  else
    void Promise.all([server.close(), recorded.close()]).then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.disconnect();
    });
});
say({ url: server.url });
