import { describe, expect, test } from 'vitest';
import { scaledDistance } from '../../../src/sweep/infer/abc/distance.ts';
import { type Generation, smcAbc } from '../../../src/sweep/infer/abc/smc.ts';
import { calibrate, chiSquareTail, uniformityOf } from '../../../src/sweep/infer/calibrate.ts';
import { smc } from '../../../src/sweep/infer/method.ts';
import { misfit } from '../../support/chi-square.ts';
import { comeAndGo, simulator } from './support.ts';

/** Birth 5 to 50 and death 0.3 to 3, both logarithmic, from counts at three times. */
const times = [0.3, 3, 6];
const counts = ([a, b]: Float64Array, seed: number): number[] =>
  comeAndGo(5 * 10 ** a!, 0.3 * 10 ** b!, times, seed);
/** Early count and mean of the late ones. */
const summary = ([early, ...late]: readonly number[]): number[] => [early!, late[0]! + late[1]!];
const runs = simulator(2, (point, seed) => summary(counts(point, seed)));

async function posterior(data: readonly number[], seed: number): Promise<Generation> {
  let last: Generation | undefined;
  const task = {
    ...{ seed, parameters: 2, width: 2, lanes: 1, simulate: runs },
    spec: smc({ particles: 60, stop: { generations: 6, epsilon: 0.15, acceptance: 0.02 } }),
    distance: (scales: Float64Array) => scaledDistance(Float64Array.from(summary(data)), scales),
  };
  for await (const generation of smcAbc(task)) last = generation;
  return last!;
}

const [replicates, draws, bins] = [100, 19, 10];
const flat = new Float64Array(bins).fill(1 / bins);
const binned = (ranks: ArrayLike<number>): Float64Array => {
  const found = new Float64Array(bins);
  for (let i = 0; i < ranks.length; i++) found[Math.floor((ranks[i]! * bins) / (draws + 1))]!++;
  return found;
};

describe('simulation-based calibration of birth and death', () => {
  const task = {
    replicates,
    draws,
    parameters: 2,
    seed: 5,
    simulate: async (p: Float64Array, s: number) => counts(p, s),
  };
  test('ranks are uniform (false alarm 1e-9 each), and p-values no smaller than 1e-6', async () => {
    for (const ranks of await calibrate({ ...task, infer: posterior })) {
      expect(misfit(binned(ranks), flat)).toBeLessThan(1);
      expect(uniformityOf(ranks, draws, bins).p).toBeGreaterThan(1e-6);
    }
  });

  test('control: a posterior a third as wide is found out', async () => {
    const narrow = async (data: readonly number[], seed: number) => {
      const { points, weights } = await posterior(data, seed);
      const middle = [0, 1].map((p) => weights.reduce((sum, w, i) => sum + w * points[2 * i + p]!, 0));
      return { points: points.map((u, i) => middle[i % 2]! + (u - middle[i % 2]!) / 3), weights };
    };
    for (const ranks of await calibrate({ ...task, infer: narrow })) {
      expect(misfit(binned(ranks), flat)).toBeGreaterThan(1);
      expect(uniformityOf(ranks, draws, bins).p).toBeLessThan(1e-9);
    }
  });
});

test('a name that means nothing is refused', async () => {
  const task = { replicate: 3 } as unknown as Parameters<typeof calibrate>[0];
  await expect(calibrate(task)).rejects.toThrow('Did you mean "replicates"?');
});

describe('the tail of χ²', () => {
  test.each([
    // Abramowitz & Stegun, table 26.8.
    [3.841458820694124, 1, 0.05],
    [5.991464547107979, 2, 0.05],
    [16.918977604620448, 9, 0.05],
    [18.307038053275146, 10, 0.05],
    [27.877164871256568, 9, 0.001],
  ])('P(χ² > %d) of %d degrees is %d', (x, k, p) => {
    expect(chiSquareTail(x, k) / p).toBeCloseTo(1, 9);
  });

  test('far out it keeps its digits', () => {
    // Of 2 degrees it is exp(−x / 2); of 1, 2 Φ(−√x).
    expect(chiSquareTail(100, 2) / Math.exp(-50)).toBeCloseTo(1, 12);
    expect(chiSquareTail(36, 1) / 1.973175290075e-9).toBeCloseTo(1, 9);
    expect(chiSquareTail(0, 5)).toBe(1);
  });
});
