import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyOf, noWorkingFolder, openWorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import { disk } from '../../../src/record/files.ts';

let path = '';
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'stages-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

const value = {
  weights: Float32Array.of(1 / 3, -0, Number.NaN),
  rates: Float64Array.of(0.1, Number.POSITIVE_INFINITY),
  counts: Int32Array.of(-1, 2 ** 31 - 1),
  start: Uint32Array.of(2 ** 32 - 1),
  nested: { loss: 1 / 3, none: null, list: [1, 2 ** 40, 'text'] },
};

describe('a working folder', () => {
  test('gives back what was written for this key, bit for bit, and nothing for another', async () => {
    const folder = openWorkingFolder(path);
    const key = keyOf('a', 1);
    await folder.write('fit-1', key, value);
    expect(await openWorkingFolder(path).read('fit-1', key)).toEqual(value);
    expect(await folder.read('fit-1', keyOf('a', 2))).toBeUndefined();
    expect(await folder.read('fit-2', key)).toBeUndefined();
    // Two keys whose names of files agree are told apart all the same.
    expect(await folder.read('fit-1', `${key.slice(0, 12)} and on`)).toBeUndefined();
  });

  test('makes a result once', async () => {
    let made = 0;
    const make = async (): Promise<number> => ++made;
    for (const folder of [openWorkingFolder(path), openWorkingFolder(path)])
      expect(await folder.once('plan', keyOf('once'), make)).toBe(1);
    expect(await noWorkingFolder.once('plan', keyOf('once'), make)).toBe(2);
    expect(await noWorkingFolder.read('plan', keyOf('once'))).toBeUndefined();
  });

  test('is as it was where a write fails', async () => {
    const key = keyOf('full');
    await openWorkingFolder(path).write('data', key, 1);
    const full = {
      ...disk,
      write: () => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' })),
    };
    await expect(openWorkingFolder(path, full).write('data', key, 2)).rejects.toThrow('the disk is full');
    expect(await openWorkingFolder(path).read('data', key)).toBe(1);
  });

  test.each([
    ['cut off', (file: string) => truncate(file, 5)],
    ['something else', (file: string) => writeFile(file, 'text')],
  ])('refuses a file that is %s, and says what to do', async (_what, spoil) => {
    const folder = openWorkingFolder(path);
    const key = keyOf('spoilt');
    await folder.write('data', key, value);
    await spoil(join(path, (await readdir(path))[0]!));
    await expect(folder.read('data', key)).rejects.toThrow('Remove it, and this stage is done again');
  });

  test('keys follow from all parts and their order', () => {
    const keys = [keyOf(1, 2), keyOf(2, 1), keyOf([1, 2]), keyOf({ a: 1 }), keyOf('1', 2)];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf(1, { a: [2] })).toBe(keyOf(1, { a: [2] }));
  });
});
