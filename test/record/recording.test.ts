import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { openRecorder, reopenRecorder } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { frame, header, place } from './synthetic.ts';

async function recorded(frames = 3): Promise<string> {
  const path = place();
  const recorder = await openRecorder(path, header());
  for (let i = 0; i < frames; i++) await recorder.write(frame(header(), i));
  await recorder.close();
  return path;
}

/** Done to a run. */
const done = { step: 4, kind: 'rate', name: 'k', value: 0.25 } as const;

/** Changes the group's `zarr.json` as text. */
function edit(path: string, from: string, to: string): void {
  const file = join(path, 'zarr.json');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('an open recording', () => {
  test('tells its shape, times and scalars', async () => {
    const r = await openRecording(await recorded());
    expect(r.shape).toEqual([3, 4]);
    expect(r.times).toEqual(Float64Array.of(0, 1, 2));
    expect(r.steps).toEqual(Int32Array.of(0, 4, 8));
    expect(r.scalars()).toEqual({
      alive: Float64Array.of(0, 0.25, 0.5),
      'total scent': Float64Array.of(1, 1.25, 1.5),
    });
  });

  test('gives counts as an ndarray [y, x, species]', async () => {
    const r = await openRecording(await recorded());
    const counts = await r.countsAt(2);
    expect(counts.shape).toEqual([3, 4, 3]);
    expect(counts.get(2, 1, 1)).toBe(2000 + (2 * 4 + 1) * 3 + 1);
  });

  test('gives copies: changing a frame changes no later reading', async () => {
    const r = await openRecording(await recorded());
    (await r.frame(1)).counts.fill(-1);
    expect(await r.frame(1)).toEqual(frame(header(), 1));
  });

  test.each([-1, 3, 0.5, Number.NaN])('has no frame %d', async (i) => {
    const r = await openRecording(await recorded());
    await expect(r.frame(i)).rejects.toThrow(/there is no frame/);
  });
});

describe('a recording that is being written', () => {
  test('shows its writer every frame at once, from memory or the disk', async () => {
    const small = header({ height: 50, width: 40 });
    const recorder = await openRecorder(place(), small);
    const soFar = await recorder.recording();
    expect([soFar.frames, await soFar.refresh()]).toEqual([0, 0]);
    // 43 frames a chunk of counts: two are on the disk, a part of one is not.
    for (let i = 0; i < 100; i++) {
      await recorder.write(frame(small, i));
      if (i % 20 > 0) continue;
      expect(await soFar.refresh()).toBe(i + 1);
      expect(await soFar.frame(i)).toEqual(frame(small, i));
    }
    await expect(soFar.frame(99)).rejects.toThrow('there is no frame 99');
    await soFar.refresh();
    for (const i of [0, 42, 43, 85, 86, 99]) expect(await soFar.frame(i)).toEqual(frame(small, i));
    expect([soFar.times.length, soFar.steps.at(-1), soFar.scalars().alive!.at(-1)]).toEqual([
      100, 396, 24.75,
    ]);
    await recorder.close();
  });

  test('shows others what has been flushed, and more when they look again', async () => {
    const path = place();
    const recorder = await openRecorder(path, header());
    for (let i = 0; i < 3; i++) await recorder.write(frame(header(), i));
    await recorder.flush();
    const follower = await openRecording(path);
    await recorder.write(frame(header(), 3));
    await recorder.keepInterventions([done]);
    expect(await follower.frame(2)).toEqual(frame(header(), 2));
    expect([await follower.refresh(), follower.interventions]).toEqual([3, [done]]);
    await recorder.flush();
    expect(await Promise.all([follower.refresh(), follower.refresh()])).toEqual([4, 4]);
    expect(await follower.frame(3)).toEqual(frame(header(), 3));
    expect(follower.times).toEqual(Float64Array.of(0, 1, 2, 3));
  });

  test('shows fewer frames where it was cut back, and the new ones that follow', async () => {
    const path = await recorded();
    const follower = await openRecording(path);
    expect((await follower.frame(1)).step).toBe(4);
    const recorder = await reopenRecorder(path, { framesKept: 1 });
    await recorder.write(frame(header(), 5));
    await recorder.close();
    expect(await follower.refresh()).toBe(2);
    expect(await follower.frame(1)).toEqual(frame(header(), 5));
    expect(follower.steps).toEqual(Int32Array.of(0, 20));
  });
});

describe('what was done to a run', () => {
  const second = { step: 6, kind: 'paint', cells: [1, 2], add: { Bee: 3 }, breakLaws: true } as const;

  test('is in its recording, and stays when it is gone on with', async () => {
    const path = place();
    const recorder = await openRecorder(path, header());
    await recorder.write(frame(header(), 0));
    await recorder.keepInterventions([done]);
    await recorder.keepInterventions([done, second]);
    await recorder.close();
    expect((await openRecording(path)).interventions).toEqual([done, second]);
    await (await reopenRecorder(path, { framesKept: 0 })).close();
    expect((await openRecording(path)).interventions).toEqual([done, second]);
    expect((await openRecording(await recorded())).interventions).toEqual([]);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, 90), /interventions.json cannot be read/],
    ['something else', () => '[1]', /does not hold interventions/],
    [
      'of a later version',
      (t: string) => t.replace('on": 1', 'on": 2'),
      /has version 2, this crn-grid reads 1/,
    ],
    ['not what it says', (t: string) => t.replace('"rate"', '"rant"'), /holds something that is no/],
  ])('that is %s is a RecordingError', async (_, spoil, message) => {
    const path = place();
    const recorder = await openRecorder(path, header());
    await recorder.keepInterventions([done]);
    await recorder.close();
    const file = join(path, 'interventions.json');
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    const error: unknown = await openRecording(path).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'RecordingError')).toBe(true);
    expect(String(error)).toMatch(message);
  });
});

test('a recording of the first version is read as before', async () => {
  const path = await recorded();
  edit(path, '"formatVersion": 2', '"formatVersion": 1');
  expect(await (await openRecording(path)).frame(2)).toEqual(frame(header(), 2));
});

test('what a kernel that looks back knew is kept with every frame', async () => {
  const looking = header({ past: 3, fields: [], observables: ['known', 'past'] });
  const path = place();
  const recorder = await openRecorder(path, looking);
  const told = (i: number) => ({
    ...frame(looking, i),
    past: { counts: new Int32Array(3 * 4 * 2 * 3).map((_, j) => i + j), known: new Int32Array(12).fill(i) },
  });
  for (let i = 0; i < 3; i++) await recorder.write(told(i));
  await expect(recorder.write(frame(looking, 3))).rejects.toThrow('past "past" has no values, not 72');
  await recorder.close();
  const back = await openRecording(path);
  for (let i = 0; i < 3; i++) expect(await back.frame(i)).toEqual(told(i));
});

describe('a recording that cannot be used is a RecordingError', () => {
  const damage: [string, (path: string) => void, RegExp][] = [
    ['nothing there', (p) => rmSync(p, { recursive: true }), /no recording here/],
    ['zarr.json is cut off', (p) => truncateSync(join(p, 'zarr.json'), 100), /cut off/],
    [
      'another Zarr store',
      (p) => writeFileSync(join(p, 'zarr.json'), '{"zarr_format":3}'),
      /no recording of/,
    ],
    ['not JSON of an object', (p) => writeFileSync(join(p, 'zarr.json'), '[1]'), /no recording of/],
    ['a later version', (p) => edit(p, '"formatVersion": 2', '"formatVersion": 3'), /has version 3/],
    ['a header without species', (p) => edit(p, '"species": [', '"spices": ['), /lacks parts of its header/],
    ['a fork of nothing', (p) => edit(p, '"seed": 7', '"seed": 7, "forkedFrom": {}'), /lacks parts of/],
    ['a header that lies', (p) => edit(p, '"height": 3', '"height": 5'), /does not fit the header/],
    ['arrays that are gone', (p) => edit(p, '"alive": {', '"dead": {'), /metadata of alive cannot be read/],
    ['a missing column', (p) => rmSync(join(p, 'time', 'c', '0')), /time\/c\/0 is missing/],
    [
      'a column cut off',
      (p) => truncateSync(join(p, 'alive', 'c', '0'), 20),
      /chunk 0 of alive cannot be read/,
    ],
    [
      'zarr.json is a folder',
      (p) => {
        rmSync(join(p, 'zarr.json'));
        mkdirSync(join(p, 'zarr.json'));
      },
      /cannot be read/,
    ],
  ];
  test.each(damage)('%s', async (_, spoil, message) => {
    const path = await recorded();
    spoil(path);
    const error: unknown = await openRecording(path).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'RecordingError')).toBe(true);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(path);
  });

  test.each([
    ['is missing', (p: string) => rmSync(p), /counts\/c\/0\/0\/0\/0 is missing/],
    ['is cut off', (p: string) => truncateSync(p, 60), /chunk 0 of counts cannot be read/],
    ['is empty', (p: string) => truncateSync(p, 0), /chunk 0 of counts/],
  ])('a chunk of counts %s', async (_, spoil, message) => {
    const path = await recorded();
    spoil(join(path, 'counts', 'c', '0', '0', '0', '0'));
    const r = await openRecording(path);
    await expect(r.frame(0)).rejects.toThrow(message);
  });
});

describe('the plane of routes', () => {
  const names = ['none', 'skipped', 'exact', 'learned', 'outside', 'beyond'];
  const written = async (frames: number, of: ReturnType<typeof header>): Promise<string> => {
    const path = place();
    const recorder = await openRecorder(path, of);
    for (let i = 0; i < frames; i++) await recorder.write(frame(of, i));
    await recorder.close();
    return path;
  };

  test('comes back as it was, from full chunks and the last, a byte a cell at most', async () => {
    const head = header({ routes: names, fields: [], height: 300, width: 400, species: ['Bee'] });
    const path = await written(11, head);
    const r = await openRecording(path);
    expect(r.header.routes).toEqual(names);
    for (const i of [0, 7, 8, 10]) {
      const { route } = await r.frame(i);
      expect(Buffer.from(route!).equals(frame(head, i).route!)).toBe(true);
    }
    expect(statSync(join(path, 'route', 'c', '0', '0', '0')).size).toBeLessThan(8 * 300 * 400);
  });

  test('lies beside a field of its name, and is told to Python readers by name', async () => {
    const head = header({ routes: names, fields: ['route'] });
    const path = await written(2, head);
    expect(await (await openRecording(path)).frame(1)).toEqual(frame(head, 1));
    const group = JSON.parse(readFileSync(join(path, 'zarr.json'), 'utf8'));
    const { route, route_2: field } = group.consolidated_metadata.metadata;
    expect(route).toMatchObject({
      data_type: 'uint8',
      shape: [2, 3, 4],
      dimension_names: ['time', 'y', 'x'],
      attributes: { flag_values: [0, 1, 2, 3, 4, 5], flag_meanings: names.join(' ') },
    });
    expect(field.attributes).toEqual({ kind: 'field', name: 'route' });
  });

  test('a recording goes on with it; frames without it are refused', async () => {
    const head = header({ routes: names });
    const path = await written(3, head);
    const again = await reopenRecorder(path, { framesKept: 3 });
    await again.write(frame(head, 3));
    const { route: _, ...without } = frame(head, 4);
    await expect(again.write(without)).rejects.toThrow('route "route" has no values');
    await again.close();
    const recording = await openRecording(path);
    for (const i of [2, 3]) expect((await recording.frame(i)).route).toEqual(frame(head, i).route);
  });

  test('a header whose routes are no names is damaged', async () => {
    const path = await written(1, header({ routes: names }));
    edit(path, '"none",', '7,');
    await expect(openRecording(path)).rejects.toThrow('damaged');
  });
});
