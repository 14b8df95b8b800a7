import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSweep } from '../../../src/cli/sweep/open-sweep.ts';
import { compiled } from '../../../src/pool/actors.ts';
import { type RunShardOptions, runShard } from '../../../src/sweep/engine/run-shard.ts';
import { headerOf } from '../../../src/sweep/plan/header.ts';
import { writePlan } from '../../../src/sweep/plan/write-plan.ts';
import { merge } from '../../../src/sweep/results/merge.ts';
import { openResultLog } from '../../../src/sweep/results/result-log.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterEach(() => rm(folder, { recursive: true }));

const worker = compiled(new URL('../../../src/cli/sweep/sweep-worker.ts', import.meta.url));

async function plan(name = 'odd'): Promise<Omit<RunShardOptions, 'shard' | 'threads'>> {
  const { sweep, runs, hash, file } = await openSweep(
    new URL(`./${name}.sweep.ts`, import.meta.url).pathname,
  );
  const header = headerOf(sweep, runs, hash, { path: file, hash: '' });
  await writePlan(folder, header, runs);
  return { folder, header, runs, script: file, worker, memoryMb: 64 };
}
const csv = (name: string) => readFile(join(folder, name), 'utf8');

test('each run that fails fails alone, with its error; the others are what they are anywhere', async () => {
  const job = await plan();
  const all = await runShard({ ...job, shard: { index: 0, of: 1 }, threads: 2 });
  // Two rates and two seeds of two fates that always fail, one rate of the start that fails.
  expect(all).toEqual({ done: 10, failed: 10, total: 20 });
  await merge(folder, job.header);
  const [table, failures] = [await csv('runs.csv'), await csv('failures.csv')];
  for (const [fate, error] of [
    ['throws', 'the observable threw'],
    ['no number', 'it gave Infinity'],
    ['no start', 'there is no way to start'],
  ]) {
    const lines = failures.split('\n').filter((line) => line.includes(`,${fate},`));
    expect(lines).toHaveLength(fate === 'no start' ? 2 : 4);
    for (const line of lines) expect(line).toContain(error);
  }

  // In three parts, on one thread, with nothing done twice: the same bytes.
  await rm(folder, { recursive: true });
  const again = await plan();
  for (const index of [2, 0, 1, 0]) await runShard({ ...again, shard: { index, of: 3 }, threads: 1 });
  await merge(folder, job.header);
  expect(await csv('runs.csv')).toBe(table);
  expect((await csv('failures.csv')).split('\n').length).toBe(failures.split('\n').length);
  const lines = await Promise.all([1, 2, 3].map((i) => csv(`results/shard-${i}-of-3.jsonl`)));
  expect(lines.join('').trim().split('\n')).toHaveLength(20);

  // Another try does the failed ones again, and no other.
  const retried = await runShard({ ...again, shard: { index: 0, of: 1 }, threads: 2, retry: true });
  expect(retried).toEqual({ done: 10, failed: 10, total: 20 });
  expect((await csv('results/shard-1-of-1.jsonl')).trim().split('\n')).toHaveLength(10);
}, 120_000);

test('a disk that fills up ends the work, and it goes on from there', async () => {
  const job = { ...(await plan()), shard: { index: 0, of: 1 }, threads: 2 };
  let room = 3;
  const openLog: RunShardOptions['openLog'] = async (path) => {
    const log = await openResultLog(path);
    return {
      ...log,
      add: (results) => (room-- > 0 ? log.add(results) : Promise.reject(new Error('the disk is full'))),
    };
  };
  await expect(runShard({ ...job, openLog })).rejects.toThrow('the disk is full');
  const kept = (await csv('results/shard-1-of-1.jsonl')).trim().split('\n').length;
  expect(kept).toBeGreaterThan(0);
  expect(await runShard(job)).toEqual({ done: 10, failed: 10, total: 20 });
  expect((await csv('results/shard-1-of-1.jsonl')).trim().split('\n')).toHaveLength(20);
}, 120_000);

test('a run that brings its thread down fails alone, and says how', async () => {
  const job = await plan('deadly');
  expect(await runShard({ ...job, shard: { index: 0, of: 1 }, threads: 1 })).toMatchObject({
    done: 2,
    failed: 2,
  });
  await merge(folder, job.header);
  const failures = await csv('failures.csv');
  expect(failures).toMatch(/,exits,ThreadDied,.*exit/);
  expect(failures).toContain(',eats memory,OutOfMemory,its thread ran out of memory');
}, 120_000);

test('a script that was changed since it was planned is not run', async () => {
  const job = await plan();
  const other = { ...job, header: { ...job.header, hash: 'other' } };
  await expect(runShard({ ...other, shard: { index: 0, of: 1 }, threads: 1 })).rejects.toThrow(
    'it was changed while its sweep was running',
  );
});
