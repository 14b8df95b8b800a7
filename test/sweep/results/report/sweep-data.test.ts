import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { between } from '../../../../src/sweep/factors/values.ts';
import { readSweep } from '../../../../src/sweep/results/report/sweep-data.ts';
import { madeUp, type Output } from './made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweep-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (options: object, output: Output) =>
  readSweep(folder, await madeUp(folder, options, output));

test('levels are the values listed, in order, each once; runs know theirs', async () => {
  const { levels, outputs } = await read(
    { rates: { make: [3, 1, 2] }, replicates: 2 },
    ([make]) => 10 * make!,
  );
  expect(levels[0]).toMatchObject({
    ...{ name: 'make', at: [1, 2, 3], labels: ['1', '2', '3'] },
    ...{ numeric: true, logarithmic: false, binned: false },
  });
  expect([...levels[0]!.level]).toEqual([2, 2, 0, 0, 1, 1]);
  expect(outputs[0]).toEqual([30, 30, 10, 10, 20, 20]);
});

test('values that grow by factors stand on a logarithmic axis; control: zero and few do not', async () => {
  const isLog = async (make: readonly number[]) =>
    (await read({ rates: { make } }, () => 0)).levels[0]!.logarithmic;
  expect(await isLog([0.1, 1, 10])).toBe(true);
  for (const make of [
    [0, 1, 10],
    [1, 10],
    [1, 2, 3],
  ])
    expect(await isLog(make)).toBe(false);
});

test('words stand side by side', async () => {
  const { levels } = await read(
    {
      size: [
        [2, 2],
        [1, 1],
      ],
      rates: { make: [1, 2] },
    },
    () => 0,
  );
  const size = levels.find(({ name }) => name === 'size')!;
  expect(size).toMatchObject({ numeric: false, at: [0, 1], labels: ['2x2', '1x1'], logarithmic: false });
});

test.each([
  ['linear', { scale: 'linear' }, 0.195, 1.905],
  ['logarithmic', { scale: 'log' }, 0.1 * 20 ** 0.05, 0.1 * 20 ** 0.95],
] as const)(
  'a %s range is in ten parts, every one of which has its share of an even design',
  async (_, how, low, high) => {
    const design = { kind: 'latin-hypercube', points: 40 };
    const { levels } = await read({ rates: { make: between(0.1, 2, how) }, design }, () => 0);
    const [{ at, level, binned, labels }] = levels as [(typeof levels)[number]];
    expect([at.length, labels.length, binned]).toEqual([10, 10, true]);
    expect([at[0], at[9]]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
    const counts = at.map((_, bin) => level.filter((here) => here === bin).length);
    expect(counts).toEqual(new Array(10).fill(4));
  },
);

test('a list with a hundred values or more is taken in parts, as a range is', async () => {
  const make = Array.from({ length: 200 }, (_, i) => i + 1);
  const [factor] = (await read({ rates: { make } }, () => 0)).levels;
  expect(factor).toMatchObject({ binned: true, numeric: true, logarithmic: true });
  expect(factor!.level.every((here) => here >= 0 && here < 10)).toBe(true);
  expect([factor!.level[0], factor!.level[199]]).toEqual([0, 9]);
});

test('runs that failed, had no number or are not done have none; how many of each is known', async () => {
  const kinds = [1, null, 'bad', 'left', 0];
  const { outputs, done, failed, failures } = await read({ replicates: 5 }, (_, r) => kinds[r]!);
  expect(outputs[0]).toEqual([1, undefined, undefined, undefined, 0]);
  expect([done, failed, [...failures]]).toEqual([3, 1, [[2, { name: 'Error', message: 'bad' }]]]);
});
