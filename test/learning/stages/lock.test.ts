import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from '../../../src/learning/stages/lock.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(folder, 'stages', 'lock');
});
afterEach(() => rm(folder, { recursive: true }));
const lockedBy = async (holder: object | string) => {
  await (await takeLock(path))();
  await writeFile(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
};
const host = hostname();

test('is had by one at a time, and given back', async () => {
  const release = await takeLock(path);
  await expect(takeLock(path)).rejects.toThrow(`process ${process.pid} is training this scenario already`);
  const other = await takeLock(join(folder, 'others', 'lock'));
  await release();
  await (await takeLock(path))();
  await other();
  expect(await readdir(join(folder, 'stages'))).toEqual([]);
});

test('it goes with its folder and all that lies there; control: without being asked to, all stays', async () => {
  const beside = async () => {
    await mkdir(join(folder, 'stages', 'below'), { recursive: true });
    await writeFile(join(folder, 'stages', 'below', 'fit.stage'), 'weights');
  };
  const release = await takeLock(path);
  await beside();
  await release();
  expect(await readdir(join(folder, 'stages'))).toEqual(['below']);
  await (await takeLock(path))({ clear: true });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['of a process that is gone', () => ({ pid: spawnSync(process.execPath, ['-e', '']).pid, host })],
  ['of one that had the number of this one', () => ({ pid: process.pid, host })],
  ['that was cut off', () => '{"pi'],
])('one %s is taken over', async (_what, holder) => {
  await lockedBy(holder());
  const release = await takeLock(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ pid: process.pid, host });
  expect(await readdir(join(folder, 'stages'))).toEqual(['lock']);
  await release();
});

test.each([
  ['a process that lives', { pid: process.ppid, host }, `process ${process.ppid} is`],
  ['another machine', { pid: 1, host: 'elsewhere' }, 'process 1 on elsewhere is'],
])('control: one of %s is respected, and stays', async (_what, holder, words) => {
  await lockedBy(holder);
  await expect(takeLock(path)).rejects.toThrow(words);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(holder);
});
