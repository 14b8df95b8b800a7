import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { openRecorder } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { frame, header, place } from './synthetic.ts';

async function recorded(frames = 3): Promise<string> {
  const path = place();
  const recorder = await openRecorder(path, header());
  for (let i = 0; i < frames; i++) await recorder.write(frame(header(), i));
  await recorder.close();
  return path;
}

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
    ['a later version', (p) => edit(p, '"formatVersion": 1', '"formatVersion": 2'), /has version 2/],
    ['a header without species', (p) => edit(p, '"species": [', '"spices": ['), /lacks parts of its header/],
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
