/** What frames tell of the routes of their cells. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { routes } from '../../../src/kernels/routes.ts';
import { hybrid, ssa } from '../../../src/kernels/specs.ts';
import type { Frame } from '../../../src/record/frame.ts';
import { openRecording, type Recording } from '../../../src/record/recording.ts';
import { forkRun } from '../../../src/run/fork.ts';
import { type Run, run } from '../../../src/run/run.ts';
import { hashSetup, setUp } from '../../../src/run/scenario/setup.ts';
import { type Scenario, scenario } from '../../../src/run/scenario.ts';
import { recordRun } from '../../../src/run/session.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { bytesUnder } from '../../record/synthetic.ts';
import { bees } from '../../support/networks.ts';

const { network } = bees;
const abstraction = randomAbstraction(network, { rates: bees.rates });

/** Cells that are empty, quiet, busy, and outside the training domain of 40. */
function meadow(
  record: Scenario['record'] = {},
  kernel = hybrid({ ...abstraction.shape, exactBelow: 1 }),
): Scenario {
  return scenario({
    name: 'meadow',
    crn: network,
    rates: Object.fromEntries(network.rates.map((name, k) => [name, bees.rates[k]!])),
    grid: { size: [9, 8] },
    start: ({ x, y }: { x: number; y: number }) =>
      x < 3 ? { Bee: 12 } : { Bee: x === 8 ? 60 : 9, BeeA: y % 3, P: x === 7 ? 30 : 1 },
    hop: { P: 0.05 },
    kernel,
    time: { step: 0.5, until: 6 },
    record: { every: 3, ...record },
  } as Parameters<typeof scenario>[0]);
}

let folder: string;
let recording: Recording;
const session = (out: string, threads = 2) => ({
  scenario: meadow(),
  overrides: { backend: 'simd' },
  abstraction,
  out: join(folder, out),
  command: 'test',
  threads,
});

/** But for what tells of time. */
function bytesOf(out: string): Record<string, string> {
  const { 'outcome.json': _, ...bytes } = bytesUnder(join(folder, out));
  return bytes;
}

async function framesOf(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-'));
  await recordRun(session('whole'));
  recording = await openRecording(join(folder, 'whole'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('frames of a kernel with more than one way', () => {
  test('tell which way each cell went in the step before; no step led to the first', async () => {
    const { overrides, threads } = session('');
    const running: Run = run(meadow(), { ...overrides, threads, abstraction });
    const shown: Frame[] = [];
    const tallies: Run['tally'][] = [];
    for await (const frame of running) {
      shown.push(frame);
      tallies.push(running.tally);
    }
    expect(new Set(shown[0]!.route)).toEqual(new Set([routes.indexOf('none')]));
    for (const { route } of shown.slice(1)) {
      const ways = new Set(Array.from(route!, (v) => routes[v]!));
      for (const name of ['skipped', 'exact', 'learned', 'outside'] as const) expect(ways).toContain(name);
      expect(ways).not.toContain('none');
    }
    // Live and read back are one.
    const read = await Promise.all(shown.map((_, i) => recording.frame(i)));
    expect(read.map(({ route }) => route)).toEqual(shown.map(({ route }) => route));
    // What became of the rows so far: it only grows, and ends as the outcome tells.
    expect(tallies[0]).toBeUndefined();
    expect(tallies.at(-1)).toEqual((await running.outcome).tally);
    const rows = tallies.slice(1).map((t) => t!.exact + t!.learned + t!.skipped);
    expect(rows).toEqual([1, 2, 3, 4].map((n) => n * 3 * 72));
  });

  test('the routes are those of the step, not of those before: told anew each step, they are the same', async () => {
    const every = await framesOf(run(meadow({ every: 1 }), { backend: 'simd', threads: 1, abstraction }));
    for (let i = 1; i < recording.frames; i++)
      expect((await recording.frame(i)).route).toEqual(every[3 * i]!.route);
    // Control: those of the step before differ.
    expect(every[2]!.route).not.toEqual(every[3]!.route);
  });

  test('the recording is the same, byte for byte, on any number of threads', async () => {
    await recordRun(session('one', 1));
    expect(bytesOf('one')).toEqual(bytesOf('whole'));
  });

  test('stopped between two frames and resumed, it ends with the same bytes', async () => {
    const stop = new AbortController();
    const onFrame = ({ step }: Frame): void => {
      if (step === 6) stop.abort();
    };
    const { status } = await recordRun({ ...session('cut'), signal: stop.signal, onFrame });
    expect(status).toBe('stopped');
    const first: Frame[] = [];
    await recordRun({ ...session('cut'), resume: true, onFrame: (frame) => first.push(frame) });
    expect(bytesOf('cut')).toEqual(bytesOf('whole'));
    // Begun at a frame, the run knows the way to it.
    const at = recording.steps.indexOf(first[0]!.step);
    if (at >= 0) expect(first[0]!.route).toEqual((await recording.frame(at)).route);
  });

  test('a fork begins with the routes of its frame and goes on with the same', async () => {
    const fork = await forkRun(meadow(), recording, 2, {}, { backend: 'simd', threads: 1, abstraction });
    const rest = await Promise.all([2, 3, 4].map((i) => recording.frame(i)));
    expect(await framesOf(fork)).toEqual(rest);
  });

  test('a run that is held shows them', async () => {
    const running = run(meadow(), { backend: 'simd', threads: 1, abstraction });
    const read = framesOf(running);
    await running.pause();
    expect(running.present()!.route).toEqual(new Uint8Array(72));
    expect(await running.stepOnce()).toBe(3);
    expect(running.present()!.route).toEqual((await recording.frame(1)).route);
    running.stop();
    await read;
  });
});

describe('record.routes', () => {
  test('false leaves them out, and changes nothing else', async () => {
    const plain = await framesOf(
      run(meadow({ routes: false }), { backend: 'simd', threads: 1, abstraction }),
    );
    const told = await Promise.all(plain.map((_, i) => recording.frame(i)));
    expect(plain).toEqual(told.map(({ route: _, ...frame }) => frame));
    const hashOf = (s: Scenario): string => {
      const { setup, start } = setUp(s, { backend: 'simd' });
      return hashSetup(setup, start, abstraction);
    };
    expect(hashOf(meadow({ routes: false }))).toBe(hashOf(meadow()));
    // Control.
    expect(hashOf(meadow({ every: 4 }))).not.toBe(hashOf(meadow()));
  });

  test('a recording that has them is not gone on with without', async () => {
    const error = await recordRun({
      ...session('whole'),
      scenario: meadow({ routes: false }),
      resume: true,
    }).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'RecordingError')).toBe(true);
    expect((error as Error).message).toContain('record.routes');
  });

  test('a recording that has none is gone on with without', async () => {
    await recordRun({
      ...session('old'),
      overrides: { backend: 'simd', until: 3 },
      scenario: meadow({ routes: false }),
    });
    await recordRun({ ...session('old'), resume: true });
    const old = await openRecording(join(folder, 'old'));
    expect(old.frames).toBe(recording.frames);
    expect((await old.frame(4)).route).toBeUndefined();
    expect((await old.frame(4)).counts).toEqual((await recording.frame(4)).counts);
  });

  test('exact kernels have one way, and tell nothing; what is neither true nor false is refused', async () => {
    const [first] = await framesOf(run(meadow({ routes: true }, ssa() as never), { threads: 1 }));
    expect(first!.route).toBeUndefined();
    expect(() => meadow({ routes: 'yes' as never })).toThrow('`record.routes` is "yes"');
  });

  test('a recording whose header does not know of routes opens as before', async () => {
    await recordRun(session('before'));
    const group = join(folder, 'before', 'zarr.json');
    const json = JSON.parse(readFileSync(group, 'utf8'));
    delete json.attributes.routes;
    writeFileSync(group, JSON.stringify(json));
    const before = await openRecording(join(folder, 'before'));
    expect((await before.frame(4)).route).toBeUndefined();
    expect((await before.frame(4)).counts).toEqual((await recording.frame(4)).counts);
  });
});
