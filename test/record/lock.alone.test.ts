import { spawnSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScenarioError } from '../../src/errors.ts';
import { type LockUse, takeLock as takeFor } from '../../src/record/lock.ts';

vi.mock('node:fs/promises', { spy: true });
const { writeFile: written } = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

const use: LockUse = { doing: 'is at work here', instead: 'go elsewhere', refuse: ScenarioError };
const takeLock = (at: string) => takeFor(at, use);

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
  await expect(takeLock(path)).rejects.toThrow(`process ${process.pid} is at work here already`);
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

test('whoever finds it finds its holder in it', async () => {
  const found: string[] = [];
  // A file is there as soon as it is opened, and filled afterwards: somebody looks in between.
  vi.mocked(writeFile).mockImplementation(async (file, text, how) => {
    await written(file, '', how);
    found.push(await readFile(path, 'utf8').catch(() => 'none'));
    await written(file, text);
  });
  const release = await takeLock(path);
  vi.mocked(writeFile).mockImplementation(written);
  // Control: somebody has looked.
  expect(found).toEqual(['none']);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ pid: process.pid, host });
  await release();
  expect(await readdir(join(folder, 'stages'))).toEqual([]);
});

test('a disk that gives no second names has locks, too', async () => {
  const refuse = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' }));
  vi.mocked(link).mockImplementationOnce(refuse);
  const release = await takeLock(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ pid: process.pid, host });
  await release();
  await lockedBy({ pid: process.ppid, host });
  vi.mocked(link).mockImplementationOnce(refuse);
  await expect(takeLock(path)).rejects.toThrow(`process ${process.ppid} is`);
});
