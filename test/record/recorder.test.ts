import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disk, type Files } from '../../src/record/files.ts';
import type { RecordingHeader } from '../../src/record/format.ts';
import { openRecorder, reopenRecorder, writeOutcome } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { readParquet } from '../support/read-parquet.ts';
import { bytesUnder, frame, header, place } from './synthetic.ts';

async function record(path: string, h: RecordingHeader, frames: number): Promise<void> {
  const recorder = await openRecorder(path, h);
  for (let i = 0; i < frames; i++) await recorder.write(frame(h, i));
  await recorder.close();
}

function failing(when: (path: string) => boolean, code: string): Files {
  const error = Object.assign(new Error(`${code}: simulated`), { code });
  return { ...disk, write: (path, bytes) => (when(path) ? Promise.reject(error) : disk.write(path, bytes)) };
}

describe('a recording', () => {
  test('of any shape and length comes back as it was written', async () => {
    const shapes = fc.record({
      height: fc.integer({ min: 1, max: 7 }),
      width: fc.integer({ min: 1, max: 7 }),
      species: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
      fields: fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 2 }),
      observables: fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 0, max: 5 }), async (shape, frames) => {
        const path = place();
        const h = header(shape);
        await record(path, h, frames);
        const back = await openRecording(path);
        expect(back.header).toEqual(h);
        expect(back.frames).toBe(frames);
        expect(back.species).toEqual(h.species);
        for (let i = 0; i < frames; i++) expect(await back.frame(i)).toEqual(frame(h, i));
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  test('keeps names that are no file names, or that a disk takes for one', async () => {
    const path = place();
    const h = header({
      fields: ['P', 'p', 'time', '__x/../y'],
      observables: ['P', 'counts', '', 'Bee + Dead'],
    });
    await record(path, h, 2);
    const back = await openRecording(path);
    expect(await back.frame(1)).toEqual(frame(h, 1));
    expect(Object.keys(await readParquet(join(path, 'scalars.parquet')))).toEqual([
      'step',
      'time',
      'P_3',
      'counts_2',
      'value',
      'Bee_+_Dead',
    ]);
  });

  test('with frames larger than a chunk may be is cut into bands of rows', async () => {
    const path = place();
    const h = header({ height: 2200, width: 1000, species: ['A', 'B'], fields: [], observables: [] });
    await record(path, h, 2);
    expect(Object.keys(bytesUnder(join(path, 'counts', 'c')))).toEqual([
      '0/0/0/0',
      '0/1/0/0',
      '1/0/0/0',
      '1/1/0/0',
    ]);
    const back = await openRecording(path);
    const expected = frame(h, 1).counts;
    const read = (await back.frame(1)).counts;
    expect(read.length).toBe(expected.length);
    expect(read.every((n, i) => n === expected[i])).toBe(true);
  });

  test('fills several chunks when frames are many', async () => {
    const path = place();
    const h = header({
      height: 100,
      width: 100,
      species: ['A', 'B', 'C', 'D'],
      fields: [],
      observables: ['n'],
    });
    await record(path, h, 15);
    expect(Object.keys(bytesUnder(join(path, 'counts', 'c'))).length).toBe(3);
    const back = await openRecording(path);
    for (const i of [14, 0, 6, 5]) expect((await back.frame(i)).counts).toEqual(frame(h, i).counts);
    expect(back.scalars().n).toEqual(Float64Array.from({ length: 15 }, (_, i) => i / 4));
  });

  test('has the scalars as a table too', async () => {
    const path = place();
    const h = header();
    await record(path, h, 4);
    expect(await readParquet(join(path, 'scalars.parquet'))).toEqual({
      step: Int32Array.of(0, 4, 8, 12),
      time: Float64Array.of(0, 1, 2, 3),
      alive: Float64Array.of(0, 0.25, 0.5, 0.75),
      total_scent: Float64Array.of(1, 1.25, 1.5, 1.75),
    });
  });

  test('that was flushed but never closed holds the flushed frames', async () => {
    const path = place();
    const h = header();
    const recorder = await openRecorder(path, h);
    expect((await openRecording(path)).frames).toBe(0);
    for (let i = 0; i < 3; i++) await recorder.write(frame(h, i));
    await recorder.flush();
    await recorder.write(frame(h, 3));
    const back = await openRecording(path);
    expect(back.frames).toBe(3);
    expect(await back.frame(2)).toEqual(frame(h, 2));
  });

  test('takes frames whose counts lie in shared memory, and writes that nobody awaits in turn', async () => {
    const path = place();
    const h = header();
    const recorder = await openRecorder(path, h);
    const shared = new Int32Array(new SharedArrayBuffer(4 * 36));
    shared.set(frame(h, 0).counts);
    await Promise.all([
      recorder.write({ ...frame(h, 0), counts: shared }),
      recorder.write(frame(h, 1)),
      recorder.close(),
    ]);
    const back = await openRecording(path);
    expect(await back.frame(0)).toEqual(frame(h, 0));
    expect(await back.frame(1)).toEqual(frame(h, 1));
  });
});

describe('equal runs give equal bytes', () => {
  test('but for the outcome', async () => {
    const [a, b] = [place(), place()];
    for (const path of [a, b]) {
      await record(path, header(), 5);
      await writeOutcome(path, { finished: path });
    }
    const [left, right] = [bytesUnder(a), bytesUnder(b)];
    expect(left['outcome.json']).not.toBe(right['outcome.json']);
    delete left['outcome.json'];
    delete right['outcome.json'];
    expect(left).toEqual(right);
  });

  test('wherever a run is stopped, cut back and resumed', async () => {
    const large = header({
      height: 160,
      width: 130,
      species: ['A', 'B', 'C', 'D'],
      fields: [],
      observables: ['n'],
    });
    const whole = place();
    const frames = 7;
    await record(whole, large, frames);
    const expected = bytesUnder(whole);
    const cuts = fc
      .integer({ min: 0, max: frames })
      .chain((stop) => fc.tuple(fc.constant(stop), fc.integer({ min: 0, max: stop })));
    await fc.assert(
      fc.asyncProperty(cuts, async ([stop, kept]) => {
        const path = place();
        await record(path, large, stop);
        const recorder = await reopenRecorder(path, { framesKept: kept });
        const cut = await openRecording(path);
        expect(cut.frames).toBe(kept);
        for (let i = kept; i < frames; i++) await recorder.write(frame(large, i));
        await recorder.close();
        expect(bytesUnder(path)).toEqual(expected);
      }),
      { seed: 3, numRuns: 6 },
    );
  });

  test('when a run is cut back and closed, too', async () => {
    const [a, b] = [place(), place()];
    const h = header({ height: 100, width: 100 });
    await record(a, h, 3);
    await record(b, h, 20);
    await (await reopenRecorder(b, { framesKept: 3 })).close();
    expect(bytesUnder(b)).toEqual(bytesUnder(a));
  });

  test('control: one count that differs changes the bytes', async () => {
    const [a, b] = [place(), place()];
    await record(a, header(), 2);
    const recorder = await openRecorder(b, header());
    const other = frame(header(), 1);
    other.counts[5]! += 1;
    await recorder.write(frame(header(), 0));
    await recorder.write(other);
    await recorder.close();
    expect(bytesUnder(a)).not.toEqual(bytesUnder(b));
  });
});

describe('a place that is taken', () => {
  test('is refused, and replaced when asked', async () => {
    const path = place();
    await record(path, header(), 5);
    await expect(openRecorder(path, header())).rejects.toThrow(/already.*\n.*--out.*--overwrite/);
    const recorder = await openRecorder(path, header(), { overwrite: true });
    await recorder.close();
    expect((await openRecording(path)).frames).toBe(0);
    expect(existsSync(join(path, 'counts', 'c'))).toBe(false);
  });

  test('by anything but a recording is never deleted', async () => {
    const path = place();
    mkdirSync(path);
    await (await openRecorder(path, header())).close();
    const other = place('thesis');
    mkdirSync(other);
    writeFileSync(join(other, 'chapter-1.tex'), 'x');
    await expect(openRecorder(other, header(), { overwrite: true })).rejects.toThrow(/holds no recording/);
    expect(existsSync(join(other, 'chapter-1.tex'))).toBe(true);
    const file = place('file');
    writeFileSync(file, 'x');
    await expect(openRecorder(file, header())).rejects.toThrow(/cannot write/);
  });
});

describe('what goes wrong is said', () => {
  test('a full disk: what was kept, and what to do', async () => {
    const path = place();
    const h = header();
    let full = false;
    const recorder = await openRecorder(path, h, { files: failing(() => full, 'ENOSPC') });
    for (let i = 0; i < 3; i++) await recorder.write(frame(h, i));
    await recorder.flush();
    full = true;
    await recorder.write(frame(h, 3));
    await expect(recorder.flush()).rejects.toThrow(
      `${path}: cannot write: the disk is full. 3 frames are kept.\nFree some space, or write to another disk, then go on with \`--resume\`.`,
    );
    await expect(recorder.write(frame(h, 4))).rejects.toThrow(/the disk is full/);
    const resumed = await reopenRecorder(path, { framesKept: 3 });
    await resumed.write(frame(h, 3));
    await resumed.close();
    expect(await (await openRecording(path)).frame(3)).toEqual(frame(h, 3));
  });

  test('a disk that fails at the start leaves nothing in the way', async () => {
    const path = place();
    const files = failing((p) => p.endsWith('scalars.parquet'), 'EACCES');
    await expect(openRecorder(path, header(), { files })).rejects.toThrow(/permission denied/);
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    ['counts of the wrong size', { counts: new Int32Array(5) }, /counts "counts" has 5 values, not 36/],
    ['a field that is missing', { fields: {} }, /field "scent" has no values/],
    ['a scalar that is missing', { scalars: { alive: 1 } }, /observable "total scent" has no values/],
    ['a step that goes back', { step: 0 }, /step 0 comes after step 0/],
  ])('%s', async (_, change, message) => {
    const h = header();
    const recorder = await openRecorder(place(), h);
    await recorder.write(frame(h, 0));
    await expect(recorder.write({ ...frame(h, 1), ...change })).rejects.toThrow(message);
    await recorder.write(frame(h, 1));
    await recorder.close();
    await expect(recorder.write(frame(h, 2))).rejects.toThrow(/closed/);
  });

  test.each([
    [{ width: 0 }, /the width of the grid is 0/],
    [{ height: 1.5 }, /the height of the grid is 1.5/],
    [{ species: [] }, /no species/],
    [{ observables: ['a', 'a'] }, /two of the observables have one name/],
  ])('a header like %o', async (change, message) => {
    await expect(openRecorder(place(), header(change))).rejects.toThrow(message);
  });

  test('resuming what does not fit', async () => {
    const path = place();
    await record(path, header(), 3);
    await expect(reopenRecorder(path, { framesKept: 4 })).rejects.toThrow(/has 3 frames.*frame 4/);
    const other = header({ scenarioHash: 'other' });
    await expect(reopenRecorder(path, { framesKept: 3, header: other })).rejects.toThrow(
      /another run: its scenarioHash/,
    );
    await expect(reopenRecorder(place(), { framesKept: 0 })).rejects.toThrow(/no recording here/);
  });

  test('a header that only differs in its command is taken over', async () => {
    const path = place();
    await record(path, header(), 3);
    const command = 'crn-grid run bees.ts --resume';
    await (await reopenRecorder(path, { framesKept: 3, header: header({ command }) })).close();
    expect((await openRecording(path)).header.command).toBe(command);
  });
});

describe('a recording that is discarded', () => {
  test('takes the folders with it that it made, and no others', async () => {
    const top = place('runs');
    mkdirSync(top);
    writeFileSync(join(top, 'mine'), 'x');
    const recorder = await openRecorder(join(top, 'a/b/run.zarr'), header());
    await recorder.write(frame(header(), 0));
    await recorder.flush();
    await recorder.discard();
    expect(readdirSync(top)).toEqual(['mine']);
  });

  test('leaves an empty folder that was there, and a folder above that holds something else by now', async () => {
    const path = place();
    mkdirSync(path);
    await (await openRecorder(path, header())).discard();
    expect(readdirSync(path)).toEqual([]);
    const recorder = await openRecorder(join(path, 'new/run.zarr'), header());
    writeFileSync(join(path, 'new/notes'), 'x');
    await recorder.discard();
    expect(readdirSync(join(path, 'new'))).toEqual(['notes']);
  });
});
