import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { movingFactor, shareOfVariance } from '../../../../src/sweep/results/report/moving-factor.ts';
import { readSweep } from '../../../../src/sweep/results/report/sweep-data.ts';
import { madeUp, type Output } from './made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moving-'));
});
afterEach(() => rm(folder, { recursive: true }));

const noise = (n: number): number => new Stream().open(3, n, 0, Purpose.bootstrap).uniform();
const read = async (rates: object, output: Output) =>
  readSweep(folder, await madeUp(folder, { rates, replicates: 4 }, output));

test('the factor that moves the measure most is found, wherever it stands', async () => {
  const rates = { make: [1, 2], turn: [1, 2, 3], lose: [1] };
  const byTurn = await read(rates, ([make, turn], _r, run) => make! + 10 * turn! + noise(run));
  expect(movingFactor(byTurn)?.name).toBe('turn');
  const byMake = await read(rates, ([make, turn], _r, run) => 30 * make! + 10 * turn! + noise(run));
  expect(movingFactor(byMake)?.name).toBe('make');
  expect(movingFactor(await read({ make: [1] }, () => 1))).toBeUndefined();
});

test('many levels of nothing but chance do not pass for an effect', async () => {
  const rates = { make: Array.from({ length: 50 }, (_, i) => i), turn: [1, 2] };
  const data = await read(rates, ([, turn], _r, run) => 0.5 * turn! + noise(run));
  expect(movingFactor(data)?.name).toBe('turn');
});

test('a share is from 0 to 1: of levels alone, of chance alone, and where runs are too few', async () => {
  const data = await read({ make: [1, 2, 4] }, ([make]) => make!);
  const [make] = data.levels;
  expect(shareOfVariance(data.outputs[0]!, make!)).toBeCloseTo(1, 12);
  expect(
    shareOfVariance(
      data.outputs[0]!.map(() => 5),
      make!,
    ),
  ).toBe(0);
  expect(
    shareOfVariance(
      data.outputs[0]!.map((v, run) => (run % 4 === 0 ? v : undefined)),
      make!,
    ),
  ).toBe(0);
});
