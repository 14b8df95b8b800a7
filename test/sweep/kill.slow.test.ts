import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** Threads and processes load compiled code: build first. */
const main = join(import.meta.dirname, '../../dist/cli/main.js');
const script = join(import.meta.dirname, 'kill.sweep.ts');
const [all, bad] = [300, 15];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kill-'));
  expect(await ended(cli('run', 'whole'))).toBe(1);
  expect(lines('whole')).toBe(all);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

function cli(verb: string, out: string, ...more: readonly string[]): ChildProcess {
  const args = [main, 'sweep', verb, script, '--out', join(folder, out), '--quiet', ...more];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

/** How a process ended: its exit code, or the signal. */
async function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

/** Whole lines of results so far. */
function lines(out: string): number {
  const results = join(folder, out, 'results');
  if (!existsSync(results)) return 0;
  return readdirSync(results)
    .filter((name) => name.endsWith('.jsonl'))
    .reduce((n, name) => n + readFileSync(join(results, name), 'utf8').split('\n').length - 1, 0);
}

/** For every table, whether its bytes are those of the run that nothing disturbed. */
async function sameAsWhole(out: string): Promise<boolean[]> {
  const same = async (name: string): Promise<boolean> => {
    const [here, whole] = await Promise.all(['whole', out].map((of) => readFile(join(folder, of, name))));
    return here!.equals(whole!);
  };
  return Promise.all(['runs.csv', 'runs.parquet', 'failures.csv'].map(same));
}
const allSame = [true, true, true];

test('killed ten times, it ends with the bytes of one that nothing disturbed', async () => {
  const counted: number[] = [];
  for (let kill = 1; kill <= 10; kill++) {
    const child = cli('run', 'killed', '--threads', '2');
    const end = ended(child);
    await vi.waitUntil(() => child.exitCode !== null || lines('killed') >= 25 * kill, {
      timeout: 300_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    // Control: each was at work when it was killed.
    expect(await end).toBe('SIGKILL');
    counted.push(lines('killed'));
    expect(existsSync(join(folder, 'killed', 'runs.csv'))).toBe(false);
  }
  expect(counted).toEqual(counted.toSorted((a, b) => a - b));
  expect(new Set(counted).size).toBe(10);
  expect(counted.at(-1)).toBeLessThan(all);
  // Control: a part of the runs makes other tables.
  expect(await ended(cli('merge', 'killed'))).toBe(1);
  expect(await sameAsWhole('killed')).not.toContain(true);
  expect(await ended(cli('run', 'killed'))).toBe(1);
  // No run was lost, and none was done twice.
  expect(lines('killed')).toBe(all);
  expect(await sameAsWhole('killed')).toEqual(allSame);

  expect(await ended(cli('retry', 'killed'))).toBe(1);
  expect(lines('killed')).toBe(all + bad);
  expect(await sameAsWhole('killed')).toEqual(allSame);
  const failures = await readFile(join(folder, 'killed', 'failures.csv'), 'utf8');
  expect(failures.trim().split('\n')).toHaveLength(1 + bad);
  expect(failures).toContain('Error,place 27 is bad');
});

test('two shards at once in two processes give the same bytes', async () => {
  expect(await ended(cli('plan', 'two'))).toBe(0);
  const shards = ['1/2', '2/2'].map((shard) => cli('run', 'two', '--shard', shard, '--threads', '1'));
  expect(await Promise.all(shards.map(ended))).toEqual([1, 1]);
  expect(lines('two')).toBe(all);
  expect(readdirSync(join(folder, 'two', 'results')).sort()).toEqual([
    ...['shard-1-of-2.jsonl', 'shard-2-of-2.jsonl'],
  ]);
  expect(await ended(cli('merge', 'two'))).toBe(1);
  expect(await sameAsWhole('two')).toEqual(allSame);
});
