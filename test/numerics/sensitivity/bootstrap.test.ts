import { describe, expect, test } from 'vitest';
import {
  bootstrap,
  meanEstimate,
  medianEstimate,
  pairedDifference,
} from '../../../src/numerics/sensitivity/bootstrap.ts';
import { studentQuantile } from '../../../src/numerics/statistics.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

function normals(n: number, agent: number): Float64Array {
  const stream = new Stream().open(5, 0, agent, Purpose.check);
  return Float64Array.from({ length: n }, () => stream.normal());
}

describe('mean', () => {
  test.each([3, 4, 10])('intervals of %i units hold the truth nineteen times in twenty', (units) => {
    const all = 4000;
    let [held, percentile] = [0, 0];
    for (let i = 0; i < all; i++) {
      const sample = normals(units, units * 10_000 + i);
      const { low, high } = meanEstimate(sample);
      if (low <= 0 && high >= 0) held++;
      // Control: the normal law's 1.96 in place of Student's, which the percentile bootstrap comes to at best.
      const half = (1.96 * (high - low)) / 2 / studentQuantile(0.975, units - 1);
      if (Math.abs(low + high) / 2 <= half) percentile++;
    }
    // 3800 ± 13.8: 6.1 deviations are 1e-9.
    expect(Math.abs(held - 0.95 * all)).toBeLessThan(85);
    expect(0.95 * all - percentile).toBeGreaterThan(85);
  });

  test('is that of the sample, with an interval of no length where nothing varies', () => {
    expect(meanEstimate([1, 2, 6]).value).toBe(3);
    expect(meanEstimate([4, 4, 4])).toEqual({ value: 4, low: 4, high: 4 });
  });

  test('what cannot be is refused', () => {
    expect(() => meanEstimate([1, 2])).toThrow(/there are 2 units/);
    expect(() => meanEstimate([1, 2, 3], 1)).toThrow(/1 is no share/);
    expect(() => meanEstimate([1, 2, Number.NaN])).toThrow(/output 2 is NaN/);
  });
});

describe('bootstrap', () => {
  test('a 90 % interval of a median holds the truth nine times in ten', () => {
    // 200 intervals, each of 0.88 or so for 60 values: 176 ± 4.6; 6.1 deviations are 1e-9.
    let [medians, narrow] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const { low, high } = medianEstimate(normals(60, i), { seed: i, level: 0.9, resamples: 200 });
      if (low <= 0 && high >= 0) medians++;
      // Control: an interval of half the length, which holds it six times in ten.
      if (Math.abs(low + high) <= (high - low) / 2) narrow++;
    }
    expect(Math.abs(medians - 176)).toBeLessThan(28);
    expect(narrow).toBeLessThan(148);
  });

  test('values are those of the sample itself', () => {
    expect(medianEstimate([6, 1, 2], { seed: 1 }).value).toBe(2);
    expect(medianEstimate([6, 1, 2, 9], { seed: 1 }).value).toBe(4);
  });

  test('is the same for a seed and a question, another for others', () => {
    const sample = normals(20, 1);
    const of = (seed: number, which: number) =>
      bootstrap(
        20,
        1,
        (times, out) => {
          out[0] = times.reduce((sum, n, i) => sum + n * sample[i]!, 0);
          return true;
        },
        { seed, which },
      )[0]!.low;
    expect(of(1, 0)).toBe(of(1, 0));
    expect(new Set([of(1, 0), of(2, 0), of(1, 1)]).size).toBe(3);
  });

  test('drawn samples without the statistic are left out', () => {
    // The share of unit 0 among units 0 and 1, which some samples lack.
    const [share] = bootstrap(
      4,
      1,
      (times, out) => {
        out[0] = times[0]! / (times[0]! + times[1]!);
        return times[0]! + times[1]! > 0;
      },
      { seed: 1 },
    );
    expect(share).toEqual({ value: 0.5, low: 0, high: 1 });
  });

  test('what cannot be is refused', () => {
    expect(() => medianEstimate([1], { seed: 1 })).toThrow(/there are 1 units/);
    expect(() => medianEstimate([1, 2], { seed: 1, level: 1 })).toThrow(/1 is no share/);
    expect(() => medianEstimate([1, 2], { seed: 1, resamples: 0 })).toThrow(/resamples is 0/);
    expect(() => medianEstimate([1, Number.NaN], { seed: 1 })).toThrow(/output 1 is NaN/);
  });
});

describe('paired difference', () => {
  const shared = normals(200, 900);
  const first = shared.map((x, i) => x + 0.1 * normals(1, 1000 + i)[0]!);
  const second = shared.map((x, i) => x + 0.1 + 0.1 * normals(1, 2000 + i)[0]!);

  test('sees with common seeds what it does not see without', () => {
    const { mean, median, correlation } = pairedDifference(first, second, { seed: 1 });
    // The error of the mean is 0.01: the difference of 0.1 is ten of it.
    expect(mean.low).toBeGreaterThan(0);
    expect(median.low).toBeGreaterThan(0);
    expect(Math.abs(mean.value - 0.1)).toBeLessThan(0.065);
    expect(correlation).toBeGreaterThan(0.95);
    // Control: the same numbers, not pair by pair.
    const unpaired = pairedDifference(first, second.toReversed(), { seed: 1 });
    expect(unpaired.mean.low).toBeLessThan(0);
    expect(unpaired.correlation).toBeLessThan(0.5);
  });

  test('incomplete pairs are left out, and counted', () => {
    const found = pairedDifference([1, undefined, 3, 4, 6], [2, 5, undefined, 5, 7], { seed: 1 });
    expect(found).toEqual({
      mean: { value: 1, low: 1, high: 1 },
      median: { value: 1, low: 1, high: 1 },
      correlation: expect.closeTo(1, 12),
      pairs: 3,
      dropped: 2,
    });
    expect(() => pairedDifference([1, 2], [1], { seed: 1 })).toThrow(/1 outputs for 2 runs/);
    expect(pairedDifference([1, 1, 1], [2, 3, 4], { seed: 1 }).correlation).toBe(0);
  });
});
