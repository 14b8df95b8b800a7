import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RecordingError } from '../../../../src/errors.ts';
import { disk, type Files } from '../../../../src/record/files.ts';
import { openKept } from '../../../../src/sweep/infer/engine/kept.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const first = { hash: 'a'.repeat(64), scriptHash: '1' };
const changed = { ...first, scriptHash: '2' };

test('entries are of one hash; the script is that of the first entry until all are dropped', async () => {
  const kept = openKept(folder, first);
  expect(await kept.read('entry')).toBeUndefined();
  // Nothing came of another script where there is nothing.
  expect(readdirSync(folder)).toEqual([]);
  expect(await openKept(folder, changed).cameOfAnotherScript()).toBe(false);
  await kept.write('entry', { numbers: Float64Array.of(0.1, 3) });
  expect(await kept.read('entry')).toEqual({ numbers: [0.1, 3] });
  expect(await kept.cameOfAnotherScript()).toBe(false);

  const later = openKept(folder, changed);
  expect(await later.cameOfAnotherScript()).toBe(true);
  await later.write('more', 4);
  expect(await later.cameOfAnotherScript()).toBe(true);
  const other = openKept(folder, { ...changed, hash: 'b'.repeat(64) });
  expect(await other.read('entry')).toBeUndefined();
  expect(await other.cameOfAnotherScript()).toBe(false);
  await other.write('entry', 5);

  await later.drop();
  expect(await later.read('entry')).toBeUndefined();
  await later.write('entry', 6);
  expect(await later.cameOfAnotherScript()).toBe(false);
  // What was kept of another hash stays.
  expect(await other.read('entry')).toBe(5);
});

test('a full disk is told of without a promise that what is at hand is kept', async () => {
  const full: Files = {
    ...disk,
    write: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  };
  const written = openKept(folder, { ...first, hash: 'c'.repeat(64) }, full).write('entry', 1);
  await expect(written).rejects.toThrow(RecordingError);
  await expect(written).rejects.toThrow(/the disk is full[\s\S]*What was kept before is there/);
});
