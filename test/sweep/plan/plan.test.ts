import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { highest, last } from '../../../src/sweep/measures.ts';
import { checkCorners } from '../../../src/sweep/plan/check-corners.ts';
import { hashSweep } from '../../../src/sweep/plan/hash-sweep.ts';
import { headerOf, readHeader } from '../../../src/sweep/plan/header.ts';
import { openRuns } from '../../../src/sweep/plan/point-of-run.ts';
import { planPath, writePlan } from '../../../src/sweep/plan/write-plan.ts';
import { sweep } from '../../../src/sweep/sweep.ts';
import { small } from '../small-scenario.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

const options = { rates: { make: [1, 2], turn: [3, 4, 5] }, replicates: 2 } as const;
const one = sweep(small, options);
const hashOf = (given: object, base = small) => hashSweep(sweep(base, given as object), []);

test('runs are points and replicates, each with a name and a seed of its own', () => {
  const runs = openRuns(one, 'hash');
  expect([runs.points, runs.runs]).toEqual([6, 12]);
  const all = Array.from({ length: 12 }, (_, run) => runs.planned(run));
  expect(all.map(({ point }) => point)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  expect(all[7]!.values).toEqual([2, 3]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(12);
  expect(new Set(all.map(({ seed }) => seed)).size).toBe(12);
  expect(openRuns(one, 'hash').planned(7)).toEqual(all[7]);
  expect(openRuns(one, 'other').planned(7).id).not.toBe(all[7]!.id);
});

test('listed seeds are those of every point', () => {
  const runs = openRuns(sweep(small, { rates: { make: [1, 2] }, seed: [7, 9] }), 'hash');
  expect([0, 1, 2, 3].map((run) => runs.planned(run).seed)).toEqual([7, 9, 7, 9]);
});

test('whatever changes the numbers changes the name of a sweep; control: what does not, does not', () => {
  const base = hashOf(options);
  expect(hashOf({ ...options, name: 'other' })).toBe(base);
  const others = [
    { ...options, replicates: 3 },
    { ...options, designSeed: 2 },
    { ...options, rates: { make: [1, 2], turn: [3, 4] } },
    { ...options, measure: { made: last('made') } },
    { ...options, measure: { made: highest('made') } },
    { ...options, measure: { made: () => 1 } },
    { ...options, measure: { made: () => 2 } },
    { ...options, with: { until: 2 } },
    { ...options, own: { a: { values: [1], apply: (s: unknown) => s } } },
    { ...options, own: { a: { values: [1], apply: (s: object) => ({ ...s }) } } },
  ].map((given) => hashOf(given));
  expect(new Set([base, ...others]).size).toBe(others.length + 1);
  expect(hashOf(options, { ...small, rates: { make: 6, turn: 1, lose: 0.5 } } as typeof small)).not.toBe(
    base,
  );
});

test('a plan has a line for every run, and a header that says what they are', async () => {
  const runs = openRuns(one, 'hash');
  await writePlan(folder, headerOf(one, runs, 'hash', { path: '../s.ts', hash: 'bytes' }), runs);
  const lines = (await readFile(planPath(folder), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    Array.from({ length: 12 }, (_, run) => runs.planned(run)),
  );
  const header = await readHeader(folder);
  expect(header).toMatchObject({
    name: 'small-sweep',
    points: 6,
    replicates: 2,
    runs: 12,
    script: '../s.ts',
  });
  expect(header!.factors[1]).toEqual({ name: 'turn', values: [3, 4, 5] });
});

test('a folder without a plan has no header; another format is refused', async () => {
  expect(await readHeader(folder)).toBeUndefined();
  const write = (text: string) => ({ ...files, read: async () => new TextEncoder().encode(text) });
  const files = { write: async () => {}, list: async () => [], remove: async () => {} };
  await expect(readHeader(folder, write('{"format": 9}'))).rejects.toThrow(
    'its format is 9, and 1 can be read',
  );
  await expect(readHeader(folder, write('{'))).rejects.toThrow('it is no JSON');
});

test('a disk that fails is told of, and nothing is left', async () => {
  const runs = openRuns(one, 'hash');
  await expect(
    writePlan('/proc/nowhere', headerOf(one, runs, 'hash', { path: '', hash: '' }), runs),
  ).rejects.toThrow('cannot write');
});

test('the ends of every factor are tried, and the one that fails is named', async () => {
  const tried: string[] = [];
  await checkCorners(one, openRuns(one, ''), async ({ rates }) => void tried.push(JSON.stringify(rates)));
  expect(tried).toHaveLength(1 + 2 + 3);
  const bad = checkCorners(one, openRuns(one, ''), async ({ rates }) => {
    if ((rates as Record<string, number>).turn === 5) throw new Error('too fast');
  });
  await expect(bad).rejects.toThrow('with turn = 5: too fast');
});
