import { describe, expect, test } from 'vitest';
import {
  bootstrap,
  meanEstimate,
  medianEstimate,
  pairedDifference,
} from '../../../src/numerics/sensitivity/bootstrap.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

function normals(n: number, agent: number): Float64Array {
  const stream = new Stream().open(5, 0, agent, Purpose.check);
  return Float64Array.from({ length: n }, () => stream.normal());
}

describe('bootstrap', () => {
  test('a 90 % interval of a mean or median holds the truth nine times in ten', () => {
    // 200 intervals, each of 0.88 or so for 60 values: 176 ± 4.6; 6.1 deviations are 1e-9.
    let [means, medians, narrow] = [0, 0, 0];
    for (let i = 0; i < 200; i++) {
      const sample = normals(60, i);
      const options = { seed: i, level: 0.9, resamples: 200 };
      const { low, high } = meanEstimate(sample, options);
      if (low <= 0 && high >= 0) means++;
      const half = medianEstimate(sample, options);
      if (half.low <= 0 && half.high >= 0) medians++;
      // Control: an interval of half the length, which holds it six times in ten.
      if (Math.abs(low + high) <= (high - low) / 2) narrow++;
    }
    for (const held of [means, medians]) expect(Math.abs(held - 176)).toBeLessThan(28);
    expect(narrow).toBeLessThan(148);
  });

  test('values are those of the sample itself', () => {
    expect(meanEstimate([1, 2, 6], { seed: 1 }).value).toBe(3);
    expect(medianEstimate([6, 1, 2], { seed: 1 }).value).toBe(2);
    expect(medianEstimate([6, 1, 2, 9], { seed: 1 }).value).toBe(4);
    expect(meanEstimate([4, 4, 4], { seed: 1 })).toEqual({ value: 4, low: 4, high: 4 });
  });

  test('is the same for a seed and a question, another for others', () => {
    const sample = normals(20, 1);
    const of = (seed: number, which: number) => meanEstimate(sample, { seed, which }).low;
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
    expect(() => meanEstimate([1], { seed: 1 })).toThrow(/there are 1 units/);
    expect(() => meanEstimate([1, 2], { seed: 1, level: 1 })).toThrow(/1 is no share/);
    expect(() => meanEstimate([1, 2], { seed: 1, resamples: 0 })).toThrow(/resamples is 0/);
    expect(() => meanEstimate([1, Number.NaN], { seed: 1 })).toThrow(/output 1 is NaN/);
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
    const found = pairedDifference([1, undefined, 3, 4], [2, 5, undefined, 5], { seed: 1 });
    expect(found).toEqual({
      mean: { value: 1, low: 1, high: 1 },
      median: { value: 1, low: 1, high: 1 },
      correlation: 1,
      pairs: 2,
      dropped: 2,
    });
    expect(() => pairedDifference([1, 2], [1], { seed: 1 })).toThrow(/1 outputs for 2 runs/);
    expect(pairedDifference([1, 1], [2, 3], { seed: 1 }).correlation).toBe(0);
  });
});
