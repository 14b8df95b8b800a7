import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import type { Change } from '../../../src/record/intervention.ts';
import { openRecording } from '../../../src/record/recording.ts';
import { run } from '../../../src/run/run.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { recordRun } from '../../../src/run/session.ts';
import type { RunState } from '../../../src/serve/protocol/run-info.ts';
import type { RunSource } from '../../../src/serve/source.ts';
import { type LiveOptions, type LiveSource, liveSource } from '../../../src/serve/sources/live.ts';
import { Watched } from '../../../src/serve/watched.ts';
import { turnedClock } from '../turned-clock.ts';

const pond = scenario({
  name: 'pond',
  crn: crn`
    Fish -> 2 Fish @ birth
    Fish -> 0      @ death
  `,
  rates: { birth: 0.9, death: 1 },
  grid: { size: [5, 4] },
  start: { Fish: 20 },
  hop: { Fish: 0.1 },
  time: { unit: 'day', step: 0.1, until: 4 },
  record: { every: 2, observables: { fish: ['Fish'], odd: (frame) => frame.step } },
  seed: 3,
});

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-live-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'pond.zarr');
}

async function live(more: Partial<LiveOptions> = {}): Promise<LiveSource> {
  const source = await liveSource({
    id: 'run',
    session: { scenario: pond, overrides: {}, threads: 1, out: place(), command: 'test' },
    kept: true,
    clock: turnedClock(),
    held: true,
    ...more,
  });
  onTestFinished(() => source.close());
  return source;
}

async function forkOf(
  source: RunSource,
  id: string,
  index: number,
  changes: readonly Change[] = [],
): Promise<LiveSource> {
  if (typeof source.fork === 'string') throw new Error(source.fork);
  const fork = (await source.fork(id, index, changes, 'keep')) as LiveSource;
  onTestFinished(() => fork.close());
  return fork;
}

/** Waits until a run is in a state. */
function reaches(source: RunSource, state: RunState): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (source.status().state !== state) return;
      stop();
      resolve();
    };
    const stop = source.onChange(look);
    look();
  });
}

test('a held run waits at its start, steps by frames, and ends with the bytes of any other', async () => {
  const source = await live();
  await reaches(source, 'paused');
  expect(source.status()).toEqual({ state: 'paused', step: 0, time: 0, frames: 1 });
  expect(source.info).toMatchObject({
    source: 'live',
    width: 5,
    height: 4,
    edge: 'reflect',
    every: 2,
    steps: 40,
    observables: [{ name: 'fish', of: ['Fish'] }, { name: 'odd' }],
    rates: [
      { name: 'birth', value: 0.9 },
      { name: 'death', value: 1 },
    ],
  });
  await source.control!('step');
  expect(source.status()).toMatchObject({ state: 'paused', step: 2, frames: 2 });
  await source.control!('resume');
  await source.ended;
  expect(source.status()).toMatchObject({ state: 'finished', step: 40, frames: 21 });
  const other = place();
  await recordRun({ scenario: pond, overrides: {}, threads: 1, out: other, command: 'test' });
  const [watched, plain] = [await openRecording(source.info.path!), await openRecording(other)];
  for (let i = 0; i < plain.frames; i++) expect(await watched.frame(i)).toEqual(await plain.frame(i));
});

test('a run that is told to step again while it steps is held all the while, and makes each frame', async () => {
  const source = await live();
  await reaches(source, 'paused');
  const states = new Set<RunState>();
  source.onChange(() => states.add(source.status().state));
  const first = source.control!('step');
  await Promise.all([first, source.control!('step'), first.then(() => source.control!('step'))]);
  expect(source.status()).toMatchObject({ step: 6, frames: 4 });
  expect([...states]).toEqual(['paused']);
  await source.control!('resume');
  expect(states).toContain('running');
});

test('its pace tells the events of a step since the frame before, those that any run fires', async () => {
  const fired: number[] = [];
  const alone = run(pond, { threads: 1 });
  for await (const { step } of alone) if (step > 0) fired.push(alone.tally!.events);
  const source = await live();
  await reaches(source, 'paused');
  const seen = new Map<number, number>();
  source.onChange(() => {
    const pace = source.pace();
    if (pace) seen.set(source.status().frames - 1, pace.events!);
  });
  await source.control!('resume');
  await source.ended;
  // The first frame after it was held has no pace.
  expect(seen.size).toBe(19);
  for (const [frame, events] of seen) expect(events).toBe((fired[frame - 1]! - fired[frame - 2]!) / 2);
  // Control: they differ from frame to frame.
  expect(new Set(seen.values()).size).toBeGreaterThan(5);
  expect(source.info.overlays).toEqual([]);
});

test('every frame so far can be read while the run is held, and the columns go with them', async () => {
  const source = await live();
  await reaches(source, 'paused');
  for (let i = 0; i < 5; i++) await source.control!('step');
  const { times, scalars } = source.columns();
  expect(Array.from(times)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  for (let index = 0; index < 6; index++) {
    const { step, counts } = await source.read(index);
    expect(step).toBe(2 * index);
    expect(Array.from(counts).reduce((a, b) => a + b)).toBe(scalars.fish![index]);
  }
  expect(source.present!()).toMatchObject({ index: 5, revision: 0 });
});

test('a change is seen at once where the run is held, marked, and in the rates', async () => {
  const source = await live();
  await reaches(source, 'paused');
  await source.control!('step');
  const before = source.present!()!.state.counts[7]!;
  expect(await source.change!({ kind: 'paint', cells: [7], add: { Fish: 100 } })).toBe(2);
  expect(source.present!()).toMatchObject({ index: 1, revision: 1 });
  expect(source.present!()!.state.counts[7]).toBe(before + 100);
  // The frame as it is recorded stays as it was.
  expect((await source.read(1)).counts[7]).toBe(before);
  await source.change!({ kind: 'rate', name: 'birth', value: 0 });
  expect(source.present!()!.revision).toBe(2);
  expect(source.rates()).toContainEqual({ name: 'birth', value: 0 });
  expect(source.interventions()).toEqual([
    { step: 2, kind: 'paint', cells: [7], add: { Fish: 100 } },
    { step: 2, kind: 'rate', name: 'birth', value: 0 },
  ]);
  await source.control!('step');
  expect(source.present!()).toMatchObject({ index: 2, revision: 0 });
});

test('a change that does not fit is refused, and the run is as before', async () => {
  const source = await live();
  await reaches(source, 'paused');
  await expect(source.change!({ kind: 'rate', name: 'bird', value: 0 })).rejects.toSatisfy((error) =>
    isCrnGridError(error, 'ScenarioError'),
  );
  expect(source.interventions()).toEqual([]);
  expect(source.status().state).toBe('paused');
});

test('a fork with no change has the future of its original; one with a change has another', async () => {
  const source = await live();
  await reaches(source, 'paused');
  for (let i = 0; i < 3; i++) await source.control!('step');
  const same = await forkOf(source, 'fork-1', 2);
  const change = { kind: 'rate', name: 'birth', value: 3 } as const;
  const other = await forkOf(source, 'fork-2', 2, [change]);
  // As the run they leave, they wait.
  expect([same.status(), other.status()]).toMatchObject([
    { state: 'paused', step: 4, frames: 1 },
    { state: 'paused', step: 4, frames: 1 },
  ]);
  for (const run of [source, same, other]) await run.control!('resume');
  await Promise.all([source.ended, same.ended, other.ended]);
  expect(same.info).toMatchObject({
    id: 'fork-1',
    parent: { run: 'run', index: 2 },
    path: expect.stringMatching(/pond-fork-1\.zarr$/),
  });
  expect(same.status().frames).toBe(19);
  expect(other.rates()).toContainEqual({ name: 'birth', value: 3 });
  const last = async (run: RunSource) => (await run.read(run.status().frames - 1)).counts;
  expect(await last(same)).toEqual(await last(source));
  expect(await last(other)).not.toEqual(await last(source));
});

test('a fork of a painted frame that is held shows what its original shows, and goes on from it', async () => {
  const source = await live();
  await reaches(source, 'paused');
  await source.control!('step');
  await source.change!({ kind: 'paint', cells: [7], add: { Fish: 100 } });
  const fork = await forkOf(source, 'fork-1', 1);
  const [here, there] = [source.present!()!, fork.present!()!];
  expect([here.revision, there.revision]).toEqual([1, 1]);
  expect(there.state.counts).toEqual(here.state.counts);
  // Looked at by number too, when both have gone on.
  const watched = [source, fork].map((one) => new Watched(one, turnedClock(), () => {}));
  await Promise.all([source.control!('step'), fork.control!('step')]);
  const [one, other] = await Promise.all([
    watched[0]!.frame(watched[0]!.at(1)),
    watched[1]!.frame(watched[1]!.at(0)),
  ]);
  expect([one.state.step, other.state.step]).toEqual([2, 2]);
  expect(Array.from(one.state.counts)).toEqual(Array.from(here.state.counts));
  expect(Array.from(other.state.counts)).toEqual(Array.from(here.state.counts));
  // Control: what is recorded of them is the frame before it was painted.
  expect((await fork.read(0)).counts[7]).toBe(here.state.counts[7]! - 100);
});

test('a fork of a run that is not held is not held', async () => {
  const source = await live();
  await reaches(source, 'paused');
  await source.control!('resume');
  await source.ended;
  const fork = await forkOf(source, 'fork-1', 3);
  await fork.ended;
  expect(fork.status()).toMatchObject({ state: 'finished', step: 40, frames: 18 });
});

test('a run that is stopped, or has ended, says so and is steered no more', async () => {
  const source = await live();
  await reaches(source, 'paused');
  await source.control!('stop');
  await reaches(source, 'stopped');
  await expect(source.control!('pause')).rejects.toThrow(/has ended/);
  await expect(source.change!({ kind: 'rate', name: 'birth', value: 0 })).rejects.toThrow(/ended|over/);
  expect((await source.read(0)).step).toBe(0);
});

test('what goes wrong before the first frame is thrown, what goes wrong later is the status', async () => {
  const out = place();
  await recordRun({ scenario: pond, overrides: {}, threads: 1, out, command: 'test' });
  const taken = liveSource({
    id: 'run',
    session: { scenario: pond, overrides: {}, threads: 1, out, command: 'test' },
    kept: true,
    clock: turnedClock(),
  });
  await expect(taken).rejects.toThrow(/--overwrite|is there/);
  const bad = scenario({
    ...pond,
    record: { every: 2, observables: { odd: (frame) => (frame.step > 4 ? Number.NaN : 0) } },
  });
  const source = await live({
    session: { scenario: bad, overrides: {}, threads: 1, out: place(), command: 'test' },
    held: false,
  });
  await reaches(source, 'failed');
  expect(source.status().message).toContain('observable "odd"');
  await expect(source.ended).rejects.toThrow();
});

test('a run that is gone on with counts its frames from the start of the recording', async () => {
  const out = place();
  const half = { scenario: pond, overrides: { until: 2 }, threads: 1, out, command: 'test' };
  await recordRun(half);
  const source = await live({ session: { ...half, overrides: {}, resume: true }, held: false });
  await source.ended;
  expect(source.status()).toMatchObject({ state: 'finished', frames: 21, step: 40 });
  expect((await source.read(20)).step).toBe(40);
  expect(Array.from(source.columns().times)).toHaveLength(21);
});
