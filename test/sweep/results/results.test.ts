import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachResult, readStandings, Standing } from '../../../src/sweep/results/read-results.ts';
import { openResultLog, resultsFolder } from '../../../src/sweep/results/result-log.ts';
import { parseResult, type RunResult } from '../../../src/sweep/results/run-result.ts';
import { parseShard, runsOf, shardFromEnvironment, shardName } from '../../../src/sweep/results/shard.ts';
import { takeShard } from '../../../src/sweep/results/take-shard.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
  path = join(resultsFolder(folder), 'shard-1-of-1.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const done = (run: number): RunResult => ({ run, id: `r${run}`, values: [run / 3, null] });
const failed = (run: number): RunResult => ({
  run,
  id: `r${run}`,
  failed: { name: 'Error', message: 'no "x"\n,' },
});
const read = async () => {
  const all: RunResult[] = [];
  await eachResult(folder, (result) => void all.push(result));
  return all;
};
const write = async (...results: RunResult[]) => {
  const log = await openResultLog(path);
  await log.add(results);
  await log.close();
};

test('what is added is read back, whoever adds at the same time', async () => {
  const log = await openResultLog(path);
  await Promise.all([log.add([done(0), failed(1)]), log.add([done(2)]), log.add([]), log.add([done(3)])]);
  await log.close();
  await write(done(4));
  expect(await read()).toEqual([done(0), failed(1), done(2), done(3), done(4)]);
});

test('a last line that was cut off is passed over, and cut away when the file is opened again', async () => {
  await write(done(0), done(1));
  const whole = await readFile(path, 'utf8');
  for (const part of ['{"run":2', '{"run":2,"id":"r2","values":[1]}', 'x'.repeat(200_000)]) {
    await writeFile(path, whole);
    await appendFile(path, part);
    await write(done(3));
    expect(await read()).toEqual([done(0), done(1), done(3)]);
  }
});

test('any other line that is none is an error with its number', async () => {
  await write(done(0));
  await appendFile(path, 'nonsense\n');
  await expect(read()).rejects.toThrow('line 2: it is no result of a run');
  await appendFile(path, `${JSON.stringify(done(1))}\n`);
  await expect(read()).rejects.toThrow('shard-1-of-1.jsonl, line 2: it is no result of a run');
});

test('a full disk: what was there before stays, and the same file goes on later', async () => {
  await write(done(0));
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const cuts: number[] = [];
  const log = await openResultLog(path, async () => ({
    length: 10,
    file: { write: () => Promise.reject(full), cut: async (to) => void cuts.push(to), close: async () => {} },
  }));
  await expect(log.add([done(1)])).rejects.toThrow(
    'the disk is full\nFree some space, or write to another disk. What is done is kept',
  );
  expect(cuts).toEqual([10]);
  await write(done(1));
  expect(await read()).toEqual([done(0), done(1)]);
});

test('a process whose shard was taken over writes no more, and cuts nothing off', async () => {
  const stopped = await openResultLog(path);
  await stopped.add([done(0)]);
  const next = await openResultLog(path);
  await next.add([done(1)]);
  await expect(stopped.add([done(2)])).rejects.toThrow('another process has taken this shard over');
  await stopped.close();
  await next.add([done(3)]);
  await next.close();
  expect(await read()).toEqual([done(0), done(1), done(3)]);
});

test('a run that failed and was done later is done; one that was done stays done', async () => {
  await write(failed(0), done(1), failed(2), done(0), failed(1));
  await write(done(9));
  const { standing, done: many, failures, shards } = await readStandings(folder, 4);
  expect({ many, shards }).toEqual({ many: 2, shards: { 'shard-1-of-1': 2 } });
  expect([...failures.keys()]).toEqual([2]);
  expect([...standing]).toEqual([Standing.done, Standing.done, Standing.failed, Standing.planned]);
});

test.each([
  '',
  '{}',
  '[1]',
  '{"run":1}',
  '{"run":-1,"id":"a","values":[]}',
  '{"run":1,"id":"a","values":["x"]}',
  '{"run":1.5,"id":"a","values":[]}',
  '{"run":1,"id":"a"}',
])('no result: %s', (line) => expect(parseResult(line)).toBeUndefined());

test('shards part the runs, none twice', () => {
  const shards = [1, 2, 3].map((i) => parseShard(`${i}/3`));
  expect(shards.map(shardName)).toEqual(['shard-1-of-3', 'shard-2-of-3', 'shard-3-of-3']);
  const all = shards.map((shard) => [...runsOf(shard, 8)]);
  expect(all).toEqual([
    [0, 3, 6],
    [1, 4, 7],
    [2, 5],
  ]);
  for (const bad of ['0/3', '4/3', '1', '1/0', 'a/b', '-1/3', '1/3/5'])
    expect(() => parseShard(bad)).toThrow('is no shard');
});

test('a cluster says which shard it is', () => {
  expect(shardFromEnvironment(4, { SLURM_ARRAY_TASK_ID: '3' })).toEqual({ index: 3, of: 4 });
  expect(shardFromEnvironment(4, { JOB_COMPLETION_INDEX: '0' })).toEqual({ index: 0, of: 4 });
  expect(() => shardFromEnvironment(4, {})).toThrow(
    'neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set',
  );
  expect(() => shardFromEnvironment(4, { SLURM_ARRAY_TASK_ID: '4' })).toThrow(
    'there are 4 shards, from 0 to 3',
  );
});

test('a lock of another machine: whoever waits for a sign of life is told so once', async () => {
  const lock = join(resultsFolder(folder), 'shard-1-of-2.lock');
  await mkdir(resultsFolder(folder));
  await writeFile(lock, JSON.stringify({ pid: 1, host: 'elsewhere' }));
  const told: string[] = [];
  let time = Date.now();
  const pause = async (more: number) => {
    time += more;
  };
  const clock = { now: () => time, pause };
  const release = await takeShard(folder, { index: 0, of: 2 }, (path) => told.push(path), clock);
  expect(told).toEqual([lock]);
  await release();
  await (await takeShard(folder, { index: 0, of: 2 }, (path) => told.push(path), clock))();
  expect(told).toHaveLength(1);
});

test('one process at a time has a shard', async () => {
  const release = await takeShard(folder, { index: 0, of: 2 });
  await expect(takeShard(folder, { index: 0, of: 2 })).rejects.toThrow('is at work on this shard already');
  const other = await takeShard(folder, { index: 1, of: 2 });
  await release();
  await (await takeShard(folder, { index: 0, of: 2 }))();
  await other();
});
