import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headerOf } from '../../../src/sweep/plan/header.ts';
import { openRuns } from '../../../src/sweep/plan/point-of-run.ts';
import { readPlan } from '../../../src/sweep/plan/read-plan.ts';
import { writePlan } from '../../../src/sweep/plan/write-plan.ts';
import { merge, readTable } from '../../../src/sweep/results/merge.ts';
import { openResultLog, resultsFolder } from '../../../src/sweep/results/result-log.ts';
import type { RunResult } from '../../../src/sweep/results/run-result.ts';
import { sweep } from '../../../src/sweep/sweep.ts';
import { small } from '../small-scenario.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merge-'));
});
afterEach(() => rm(folder, { recursive: true }));

const planned = sweep(small, {
  rates: { make: [1, 2] },
  size: [
    [1, 1],
    [2, 2],
  ],
  seed: [7],
});
const runs = openRuns(planned, 'h');
const header = headerOf(planned, runs, 'h', { path: 's.ts', hash: '' });
const done = (run: number): RunResult => ({
  run,
  id: runs.planned(run).id,
  values: [run + 0.5, run === 1 ? null : -run],
});
const failed = (run: number): RunResult => ({
  run,
  id: runs.planned(run).id,
  failed: { name: 'KernelError', message: 'a, "b"' },
});
const write = async (shard: string, ...results: RunResult[]) => {
  const log = await openResultLog(join(resultsFolder(folder), `${shard}.jsonl`));
  await log.add(results);
  await log.close();
};
const csv = (name: string) => readFile(join(folder, name), 'utf8');

test('one table in the order of the plan, whatever shards did what and when', async () => {
  await writePlan(folder, header, runs);
  await write('shard-1-of-2', done(2), failed(0));
  await write('shard-2-of-2', done(3), done(1));
  const merged = await merge(folder, header);
  expect(merged).toMatchObject({ done: 3, failed: 1, left: 0 });
  const table =
    'run,point,replicate,seed,make,size,all,made\n1,1,0,7,1,2x2,1.5,\n2,2,0,7,2,1x1,2.5,-2\n3,3,0,7,2,2x2,3.5,-3\n';
  expect(await csv('runs.csv')).toBe(table);
  expect(await csv('failures.csv')).toBe(
    'run,point,replicate,seed,make,size,error,message\n0,0,0,7,1,1x1,KernelError,"a, ""b"""\n',
  );
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'runs.parquet')) });
  expect(rows[0]).toEqual({
    run: 1,
    point: 1,
    replicate: 0,
    seed: 7,
    make: 1,
    size: '2x2',
    all: 1.5,
    made: null,
  });

  await write('shard-1-of-1', done(0));
  expect(await merge(folder, header)).toMatchObject({ done: 4, failed: 0 });
  expect(await csv('runs.csv')).toContain('\n0,0,0,7,1,1x1,0.5,0\n1,1,');
  expect(await readdir(folder)).not.toContain('failures.csv');
});

test('a run done twice alike counts once; done differently it is an error, as is one of another sweep', async () => {
  await writePlan(folder, header, runs);
  await write('a', done(1), done(1));
  expect((await readTable(folder, header, await readPlan(folder, header))).values.map((v) => v[1])).toEqual([
    1.5,
    Number.NaN,
  ]);
  await write('b', { run: 1, id: runs.planned(1).id, values: [1.5, 3] });
  await expect(merge(folder, header)).rejects.toThrow('run 1 was done twice, with different numbers');
  await rm(join(resultsFolder(folder), 'b.jsonl'));
  await write('c', { run: 2, id: 'of another', values: [1, 2] });
  await expect(merge(folder, header)).rejects.toThrow('its run 2 is not one of this sweep');
  await rm(join(resultsFolder(folder), 'c.jsonl'));
  await write('c', { run: 4, id: '', values: [1, 2] });
  await expect(merge(folder, header)).rejects.toThrow('its run 4 is not one of this sweep');
});
