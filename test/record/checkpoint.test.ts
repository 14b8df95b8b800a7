import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../src/record/checkpoint.ts';
import { disk } from '../../src/record/files.ts';
import { place } from './synthetic.ts';

const numbers = fc.float64Array({ noNaN: false, maxLength: 20 });
const names = fc.string({ maxLength: 6 }).filter((s) => s !== '__proto__');
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  scenarioHash: fc.string(),
  step: fc.nat(),
  time: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  until: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  counts: fc.int32Array({ maxLength: 40 }),
  fields: fc.dictionary(names, numbers, { noNullPrototype: true, maxKeys: 3 }),
  framesWritten: fc.nat(),
});

const small: Checkpoint = {
  scenarioHash: 'abc',
  step: 12,
  time: 3,
  until: 100,
  counts: Int32Array.of(1, 2, 3),
  fields: { scent: Float64Array.of(0.1, 0.2) },
  framesWritten: 4,
};

async function written(data = small): Promise<string> {
  const path = place('bees.checkpoint');
  await writeCheckpoint(path, data);
  return path;
}

describe('a checkpoint', () => {
  test('comes back as it was', async () => {
    const path = place('bees.checkpoint');
    await fc.assert(
      fc.asyncProperty(checkpoints, async (data) => {
        await writeCheckpoint(path, data);
        expect(await readCheckpoint(path)).toEqual(data);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('keeps plain data, large numbers included', async () => {
    expect(await readCheckpoint(await written())).toEqual(small);
  });

  test('takes views into shared memory, wherever they start', async () => {
    const shared = new SharedArrayBuffer(4 * 10);
    const counts = new Int32Array(shared, 12, 3);
    counts.set([7, 8, 9]);
    const field = new Float64Array(new SharedArrayBuffer(8 * 5), 16, 2);
    field.set([Math.PI, -0]);
    const back = await readCheckpoint(await written({ ...small, counts, fields: { field } }));
    expect(back.counts).toEqual(Int32Array.of(7, 8, 9));
    expect(back.fields.field).toEqual(Float64Array.of(Math.PI, -0));
  });

  test('is the same bytes for the same state', async () => {
    expect(readFileSync(await written())).toEqual(readFileSync(await written()));
  });

  test('is replaced as a whole: a failing disk leaves the earlier one', async () => {
    const path = await written();
    const error = Object.assign(new Error('no'), { code: 'ENOSPC' });
    const full = { ...disk, write: () => Promise.reject(error) };
    await expect(writeCheckpoint(path, { ...small, step: 13 }, full)).rejects.toThrow(
      /the disk is full. An earlier one is kept.\nFree some space/,
    );
    expect((await readCheckpoint(path)).step).toBe(12);
  });
});

describe('what is no whole checkpoint is refused', () => {
  test('cut off anywhere', async () => {
    const path = await written();
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(path, bytes.subarray(0, length));
      await expect(readCheckpoint(path)).rejects.toThrow(/no checkpoint|damaged/);
    }
  });

  test('changed in any byte of its body', async () => {
    const path = await written();
    const bytes = readFileSync(path);
    for (let at = 100; at < bytes.length; at += 11) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      writeFileSync(path, changed);
      await expect(readCheckpoint(path)).rejects.toThrow(/damaged|cut off/);
    }
  });

  test.each([
    ['a text', Buffer.from('hello')],
    ['another msgpack', Buffer.from([0x81, 0xa1, 0x61, 0x01])],
    ['an empty file', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    const path = place('x');
    writeFileSync(path, bytes);
    await expect(readCheckpoint(path)).rejects.toThrow(/this is no checkpoint/);
  });

  test('none there, a folder there, another version', async () => {
    await expect(readCheckpoint(place('none'))).rejects.toThrow(/there is no checkpoint here/);
    const path = await written();
    const bytes = readFileSync(path);
    const at = bytes.indexOf('formatVersion') + 'formatVersion'.length;
    bytes[at] = 2;
    writeFileSync(path, bytes);
    await expect(readCheckpoint(path)).rejects.toThrow(/has version 2/);
    await expect(readCheckpoint('/')).rejects.toThrow(/it is a folder/);
  });
});
