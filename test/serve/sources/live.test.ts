import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import { openRecording } from '../../../src/record/recording.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { recordRun } from '../../../src/run/session.ts';
import type { RunState } from '../../../src/serve/protocol.ts';
import type { RunSource } from '../../../src/serve/source.ts';
import { type LiveOptions, type LiveSource, liveSource } from '../../../src/serve/sources/live.ts';
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
  expect(source.marks()).toEqual([
    { step: 2, time: 0.2, kind: 'paint', text: 'Fish + 100 in one cell' },
    { step: 2, time: 0.2, kind: 'rate', text: 'birth = 0' },
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
  expect(source.marks()).toEqual([]);
  expect(source.status().state).toBe('paused');
});

test('a fork with no change has the future of its original; one with a change has another', async () => {
  const source = await live();
  await reaches(source, 'paused');
  for (let i = 0; i < 3; i++) await source.control!('step');
  const same = (await source.fork!('fork-1', 2, [], 'keep')) as LiveSource;
  const change = { kind: 'rate', name: 'birth', value: 3 } as const;
  const other = (await source.fork!('fork-2', 2, [change], 'keep')) as LiveSource;
  onTestFinished(() => same.close());
  onTestFinished(() => other.close());
  await source.control!('resume');
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
