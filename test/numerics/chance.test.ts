import { expect, test } from 'vitest';
import { allowance, excessVariance } from '../../src/numerics/chance.ts';
import { histogram, histogramDistance } from '../../src/numerics/statistics.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';

test('what chance may do is the Gaussian tail bound, and more where one draw weighs much', () => {
  const chance = 1e-6;
  expect(allowance(1, 0, chance)).toBeCloseTo(Math.sqrt(2 * Math.log(2 / chance)), 12);
  expect(allowance(1, 1, chance)).toBeGreaterThan(allowance(1, 0, chance) + 4);
  expect(allowance(0, 0, chance)).toBe(0);
});

test('a distance less another from the same set varies as much as said, or less, and not by half', () => {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  const [n, bins, repeats] = [400, 12, 2000];
  // Bins of very different shares.
  const draws = () => Array.from({ length: n }, () => bins * stream.uniform() ** 3);
  let [sum, squares, said] = [0, 0, 0];
  for (let r = 0; r < repeats; r++) {
    const [a, b, c] = [0, 1, 2].map(() => histogram(draws(), { low: 0, high: bins }, bins));
    const excess = histogramDistance(c!, a!).l1 - histogramDistance(b!, a!).l1;
    sum += excess / repeats;
    squares += excess ** 2 / repeats;
    said +=
      excessVariance(
        Float64Array.from(a!, (p, i) => (p + b![i]! + c![i]!) / 3),
        n,
      ) / repeats;
  }
  const variance = squares - sum ** 2;
  // The variance of 2000 draws is off by 3.2 % (one standard deviation); 6.5 of them: 1e-10.
  expect(variance).toBeLessThan(1.21 * said);
  expect(variance).toBeGreaterThan(0.5 * said);
});
