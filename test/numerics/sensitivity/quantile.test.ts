import { describe, expect, test } from 'vitest';
import { median, quantile } from '../../../src/numerics/sensitivity/quantile.ts';

describe('quantiles', () => {
  test('by hand', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.5);
    expect([quantile([1, 2, 3, 4], 0.1), quantile([1, 2, 3, 4], 1)]).toEqual([1, 4]);
    expect(median([9, 1, 5])).toBe(5);
    expect(() => quantile([], 0.5)).toThrow(/empty/);
  });
});
