import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { mdn } from '../../src/kernels/specs.ts';
import type { Frame } from '../../src/record/frame.ts';
import type { Change } from '../../src/record/intervention.ts';
import { openRecording, type Recording } from '../../src/record/recording.ts';
import { forkAt, forkRun } from '../../src/run/fork.ts';
import { run } from '../../src/run/run.ts';
import { scenario } from '../../src/run/scenario.ts';
import { recordRun } from '../../src/run/session.ts';
import { randomGaussian } from '../kernels/learned/random-gaussian.ts';
import { bytesUnder } from '../record/synthetic.ts';
import { sir } from '../support/networks.ts';
import { pokes } from '../support/poked.ts';
import { busyGrid } from '../support/scenarios.ts';

/** A busy grid that was poked: its recording and all its frames. */
let recording: Recording;
let frames: Frame[];
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-'));
  await recordRun({ ...session('first.zarr'), interventions: pokes });
  recording = await openRecording(join(folder, 'first.zarr'));
  frames = await Promise.all(Array.from({ length: recording.frames }, (_, i) => recording.frame(i)));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function framesOf(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

const session = (out: string) => ({
  scenario: busyGrid(),
  overrides: {},
  out: join(folder, out),
  command: 'test',
  threads: 1,
});

const drop: Change = { kind: 'paint', cells: [30, 31], add: { A: 50 } };

test('a fork is the original where nothing is changed, and the run that was changed where something is', async () => {
  // Frame 3 is at step 9, behind a rate that was changed; frame 4 at step 12, where cells are painted.
  for (const index of [3, 4]) {
    const same = await framesOf(await forkRun(busyGrid(), recording, index, {}, { threads: 1 }));
    expect(same).toEqual(frames.slice(index));
  }
  const changed = await framesOf(await forkRun(busyGrid(), recording, 4, { now: [drop] }, { threads: 1 }));
  const interventions = [...pokes.slice(0, 4), { ...drop, step: 12 }, pokes[4]!];
  expect(changed).toEqual((await framesOf(run(busyGrid(), { threads: 1, interventions }))).slice(4));
  // Control.
  expect(changed.slice(1)).not.toEqual(frames.slice(5));
});

test('a fork may leave out what was done later', async () => {
  const { interventions } = await forkAt(recording, 4, { now: [drop], later: 'drop' });
  expect(interventions).toEqual([...pokes.slice(0, 2), { ...drop, step: 12 }]);
});

test('a fork can be recorded, stopped and gone on with, and says what it is one of', async () => {
  const fork = await forkAt(recording, 3, { now: [drop] });
  await recordRun({ ...session('whole'), fork });
  const stop = new AbortController();
  const onFrame = ({ step }: Frame): void => {
    if (step === 15) stop.abort();
  };
  await recordRun({ ...session('cut'), fork, onFrame, signal: stop.signal });
  await recordRun({ ...session('cut'), resume: true });
  const { 'outcome.json': _, ...whole } = bytesUnder(join(folder, 'whole'));
  const { 'outcome.json': __, ...cut } = bytesUnder(join(folder, 'cut'));
  expect(cut).toEqual(whole);
  const { header, steps, interventions } = await openRecording(join(folder, 'cut'));
  expect(header.forkedFrom).toEqual({ recording: 'first.zarr', frame: 3, step: 9 });
  expect(Array.from(steps)).toEqual([9, 12, 15, 18, 21, 24]);
  expect(interventions.length).toBe(pokes.length + 1);
});

test('a run can be forked while it goes on', async () => {
  let fork: Promise<Frame[]> | undefined;
  const seen: Frame[] = [];
  await recordRun({
    ...session('live'),
    onFrame: (frame) => seen.push(frame),
    onStart(live, soFar) {
      const split = async (): Promise<Frame[]> => {
        await live.pause();
        await live.stepOnce();
        await live.intervene(drop);
        await live.stepOnce();
        await live.stepOnce();
        await soFar.refresh();
        const twin = await forkRun(busyGrid(), soFar, 1, {}, { threads: 1 });
        live.resume();
        return framesOf(twin);
      };
      fork = split();
    },
  });
  expect(await fork).toEqual(seen.slice(1));
});

test('any frame of a kernel that looks back can be forked, for its recording knows what the kernel knew', async () => {
  const { network, rates } = sir;
  const abstraction = randomGaussian(network, { rates, hidden: [6], past: 3, outside: 'learned' });
  const looking = scenario({
    name: 'looks-back',
    crn: network,
    rates: Object.fromEntries(network.rates.map((name, k) => [name, rates[k]!])),
    grid: { size: [4, 6] },
    start: () => ({ S: 20, I: 10 }),
    hop: { I: 0.3 },
    kernel: mdn({ ...abstraction.shape, outside: 'learned' }),
    time: { step: 0.5, until: 6 },
    record: { every: 2 },
  } as Parameters<typeof scenario>[0]);
  await recordRun({ ...session('back'), scenario: looking, abstraction });
  const path = join(folder, 'back');
  const recording = await openRecording(path);
  const frames = await Promise.all([4, 5, 6].map((i) => recording.frame(i)));
  expect(frames[0]!.past!.known).toEqual(new Int32Array(24).fill(2));
  expect(await framesOf(await forkRun(looking, recording, 4, {}, { abstraction, threads: 1 }))).toEqual(
    frames,
  );

  // One that was written before pasts were kept.
  const group = JSON.parse(readFileSync(join(path, 'zarr.json'), 'utf8'));
  delete group.attributes.past;
  writeFileSync(join(path, 'zarr.json'), JSON.stringify(group));
  const old = await openRecording(path);
  await expect(forkAt(old, 4)).rejects.toThrow(/what it knew at frame 4 was not kept/);
  expect((await forkAt(old, 0)).from.step).toBe(0);
});

test('what is no fork of the recording is refused', async () => {
  const refused = async (fork: Promise<unknown>, message: RegExp): Promise<void> => {
    const error: unknown = await fork.catch((e: unknown) => e);
    expect(isCrnGridError(error)).toBe(true);
    expect(String(error)).toMatch(message);
  };
  await refused(forkRun(busyGrid(), recording, 2, {}, { seed: 5 }), /are not those of the recording/);
  await refused(forkRun(busyGrid(), recording, 9), /there is no frame 9/);
  await refused(forkAt(recording, 2, { now: [{ kind: 'rain' } as never] }), /is no change/);
  const lost: Change = { kind: 'rate', name: 'dye', value: 1 };
  await refused(forkRun(busyGrid(), recording, 2, { now: [lost] }), /"dye" is no rate/);
  const fork = await forkAt(recording, 2);
  const other = { ...session('other'), overrides: { seed: 5 }, fork };
  await refused(recordRun(other), /are not those of the recording/);
  await refused(recordRun({ ...session('first.zarr'), fork, resume: true }), /has its own/);
});
