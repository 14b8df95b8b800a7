import { expect, test } from 'vitest';
import { between, range, valueAt } from '../../../src/sweep/factors/values.ts';

test('range is Python’s, without the rounding of repeated sums', () => {
  expect(range(4)).toEqual([0, 1, 2, 3]);
  expect(range(2, 5)).toEqual([2, 3, 4]);
  expect(range(0, 0.5, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  expect(range(3, 0, -1)).toEqual([3, 2, 1]);
  for (const bad of [() => range(0), () => range(5, 2), () => range(0, 1, 0), () => range(Number.NaN)])
    expect(bad).toThrow('it has no number');
});

test('shares of a list are its entries alike, of a range its numbers', () => {
  const list = ['a', 'b', 'c'];
  expect([0, 0.34, 0.99, 1].map((u) => valueAt(list, u))).toEqual(['a', 'b', 'c', 'c']);
  expect(valueAt(between(2, 4), 0.25)).toBe(2.5);
  expect(valueAt(between(1, 100, { scale: 'log' }), 0.5)).toBeCloseTo(10, 12);
  const whole = between(1, 3, { whole: true });
  expect([0, 0.32, 0.34, 0.67, 0.999, 1].map((u) => valueAt(whole, u))).toEqual([1, 1, 2, 3, 3, 3]);
});

test.each([
  [() => between(2, 1), 'this is no range'],
  [() => between(0, 1, { scale: 'log' }), 'begins above 0'],
  [() => between(0.5, 2, { whole: true }), 'no whole numbers'],
  [() => between(0, Number.POSITIVE_INFINITY), 'this is no range'],
])('a range that is none is refused: %#', (make, words) => expect(make).toThrow(words));
