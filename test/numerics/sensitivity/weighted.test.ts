import { describe, expect, test } from 'vitest';
import { quantile } from '../../../src/numerics/sensitivity/quantile.ts';
import {
  effectiveSampleSize,
  weightedMean,
  weightedQuantile,
} from '../../../src/numerics/sensitivity/weighted.ts';

describe('weighted samples', () => {
  test('with equal weights are unweighted ones', () => {
    const values = [3, 1, 4, 1.5, 9, 2.6];
    const sorted = values.toSorted((a, b) => a - b);
    for (const p of [0, 0.05, 0.25, 0.5, 0.8, 0.99, 1])
      expect(
        weightedQuantile(
          values,
          values.map(() => 0.3),
          p,
        ),
      ).toBeCloseTo(quantile(sorted, p), 13);
    expect(
      weightedMean(
        values,
        values.map(() => 7),
      ),
    ).toBeCloseTo(21.1 / 6, 13);
    expect(effectiveSampleSize(values.map(() => 7))).toBeCloseTo(6, 13);
  });

  test('by hand', () => {
    expect(weightedMean([1, 2, 9], [1, 3, 0])).toBe(1.75);
    // Of four parts 1 stands at half a part, 2 at two and a half.
    expect(weightedQuantile([2, 1, 9], [3, 1, 0], 0.375)).toBeCloseTo(1.5, 13);
    expect(weightedQuantile([2, 1, 9], [3, 1, 0], 1)).toBe(2);
    expect(weightedQuantile([2, 1, -9], [3, 1, 0], 0)).toBe(1);
    expect(weightedQuantile([5], [2], 0.7)).toBe(5);
    expect(effectiveSampleSize([1, 1, 2])).toBeCloseTo(16 / 6, 13);
    expect(effectiveSampleSize([0, 5, 0])).toBe(1);
  });

  test('weights that are none are refused', () => {
    for (const bad of [[], [0, 0], [1, -1], [1, Number.NaN], [1, Number.POSITIVE_INFINITY]])
      expect(() => effectiveSampleSize(bad)).toThrow(/weight/);
    expect(() => weightedMean([1], [1, 2])).toThrow(/1 values and 2 weights/);
    expect(() => weightedQuantile([1], [1], 1.5)).toThrow(/1.5 is no share/);
  });
});
