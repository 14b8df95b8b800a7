import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { say } from '../../cli/say.ts';
import { type OneNodeSlurm, slurm, startSlurm, whyNoSlurm } from './one-node-slurm.ts';

const reason = whyNoSlurm();

/** Threads and tasks load compiled code: build first. */
describe.skipIf(reason)(`with Slurm on this machine${reason ? ` (${reason})` : ''}`, () => {
  let cluster: OneNodeSlurm | undefined;
  let folder = '';
  let script = '';
  beforeAll(async () => {
    cluster = await startSlurm();
    vi.stubEnv('SLURM_CONF', cluster.conf);
    // Blanks, quotes and percents are what cluster scripts forget.
    folder = join(await mkdtemp(join(tmpdir(), 'submit-')), `it's 100% "here"`);
    await mkdir(folder);
    script = join(folder, 'births.sweep.ts');
    await copyFile(join(import.meta.dirname, 'births.sweep.ts'), script);
  });
  afterAll(async () => {
    await cluster?.stop();
    vi.unstubAllEnvs();
    if (folder) await rm(join(folder, '..'), { recursive: true });
  });

  const shards = ['--slurm', '--shards', '2', '--json', '--quiet'];
  const doneIn = (out: string): number[] => {
    const results = join(out, 'results');
    if (!existsSync(results)) return [];
    return readdirSync(results)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(results, name), 'utf8').split('\n').length - 1);
  };
  const main = join(import.meta.dirname, '../../../dist/cli/main.js');
  const runHere = (...args: string[]) =>
    execFileSync(process.execPath, [main, 'sweep', 'run', script, ...args, '--quiet']);
  const tasks = (): string => slurm('squeue', '--noheader', '--array', '--format=%T').trim();
  const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 300_000, interval: 100 });

  test('two shards, killed half-way and submitted again, give the table of a local run, byte for byte', async () => {
    const local = join(folder, 'local');
    runHere('--out', local);

    const out = join(folder, 'cluster');
    const first = await say('sweep', 'submit', script, '--out', out, ...shards);
    const { job } = JSON.parse(first.out) as { job: string };
    await until(() => doneIn(out).filter((lines) => lines >= 10).length === 2);
    slurm('scancel', '--signal=KILL', '--full', job);
    await until(() => tasks() === '');
    const killed = doneIn(out);
    // Control: it was half-way, in both.
    for (const lines of killed) expect(lines).toSatisfy((n: number) => n >= 10 && n < 100);
    expect(existsSync(join(out, 'runs.csv'))).toBe(false);

    const second = await say('sweep', 'submit', script, '--out', out, ...shards, '--wait');
    const end = JSON.parse(second.out) as object;
    expect({ code: second.code, end }).toMatchObject({ code: 0, end: { done: 200, left: 0, open: [0, 1] } });
    expect(readFileSync(join(out, 'runs.csv'))).toEqual(readFileSync(join(local, 'runs.csv')));
    expect(readFileSync(join(out, 'runs.parquet'))).toEqual(readFileSync(join(local, 'runs.parquet')));
    // Nothing was done twice.
    expect(doneIn(out)).toEqual([100, 100]);
    expect(readdirSync(join(out, 'logs')).sort()).toHaveLength(4);

    const third = await say('sweep', 'submit', script, '--out', out, ...shards, '--wait');
    expect(JSON.parse(third.out)).toMatchObject({ done: 200, open: [] });
  });

  test('a shard that is done is left out of the next array', async () => {
    const out = join(folder, 'half');
    runHere('--out', out, '--shard', '1/2');
    const { code, out: said } = await say('sweep', 'submit', script, '--out', out, ...shards, '--wait');
    expect({ code, said: JSON.parse(said) }).toMatchObject({ code: 0, said: { open: [1], done: 200 } });
    expect(readFileSync(join(out, 'slurm.sh'), 'utf8')).toContain('#SBATCH --array=1\n');
    expect(readdirSync(join(out, 'logs'))).toEqual([expect.stringMatching(/_1\.log$/)]);
  });

  test('what sbatch says is said', async () => {
    const { code, err } = await say(
      ...['sweep', 'submit', script, '--out', join(folder, 'refused'), ...shards, '--partition', 'nowhere'],
    );
    expect(code).toBe(1);
    expect(err).toContain('sbatch: ');
    expect(err).toContain('invalid partition specified: nowhere');
  });
});
