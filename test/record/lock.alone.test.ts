import { spawnSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScenarioError } from '../../src/errors.ts';
import { type LockClock, type LockUse, takeLock as takeFor } from '../../src/record/lock.ts';

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

const beating: LockUse = { ...use, beats: true };
const elsewhere = { pid: 1, host: 'elsewhere' };

/** A lock of another machine that showed life `ago` milliseconds before; time passes where somebody waits. */
async function leftElsewhere(ago: number, meanwhile: (waited: number) => Promise<unknown> = async () => {}) {
  await lockedBy(elsewhere);
  const clock = { time: 1e12, waited: 0 };
  await utimes(path, new Date(clock.time - ago), new Date(clock.time - ago));
  const passing: LockClock = {
    now: () => clock.time,
    async pause(time) {
      clock.waited += time;
      clock.time += time;
      await meanwhile(clock.waited);
    },
  };
  return { clock, take: () => takeFor(path, beating, passing) };
}

test.each([
  ['long ago', 180_000, 0],
  ['a minute ago', 60_000, 120_000],
  ['by a clock that is an hour ahead', -3_600_000, 180_000],
])(
  'one left elsewhere, that showed life %s, is taken over when it was silent for long',
  async (_when, ago, wait) => {
    const { clock, take } = await leftElsewhere(ago);
    const release = await take();
    expect(clock.waited).toBe(wait);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ pid: process.pid, host });
    await release();
    expect(await readdir(join(folder, 'stages'))).toEqual([]);
  },
);

test('control: one whose holder elsewhere shows life is respected', async () => {
  const { clock, take } = await leftElsewhere(60_000, (waited) =>
    waited === 20_000 ? utimes(path, new Date(1e12), new Date(1e12)) : Promise.resolve(),
  );
  await expect(take()).rejects.toThrow('process 1 on elsewhere is');
  expect(clock.waited).toBe(20_000);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(elsewhere);
});

test('one that is given back while somebody waits is had at once', async () => {
  const { clock, take } = await leftElsewhere(0, () => rm(path));
  await (await take())();
  expect(clock.waited).toBe(5_000);
});

test('a holder shows life; one whose lock was taken over shows none for it, and leaves it there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const release = await takeFor(path, beating);
    const old = new Date(1e12);
    const passBeat = async () => {
      await utimes(path, old, old);
      vi.advanceTimersByTime(20_000);
    };
    const timeOf = async () => (await stat(path)).mtimeMs;
    await passBeat();
    await vi.waitUntil(async () => (await timeOf()) > 1e12, { timeout: 30_000 });
    await writeFile(path, JSON.stringify(elsewhere));
    vi.mocked(readFile).mockClear();
    await passBeat();
    // It has looked whose lock it is, and had time to show life.
    await vi.waitUntil(() => vi.mocked(readFile).mock.settledResults.length > 0, { timeout: 30_000 });
    await new Promise(setImmediate);
    expect(await timeOf()).toBe(1e12);
    await release();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(elsewhere);
  } finally {
    vi.useRealTimers();
  }
});
