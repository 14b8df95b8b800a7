import { expect, test } from 'vitest';
import { joinTargets, thinned, weighing, withParameters } from '../../../../src/learning/rncrn/data/cloud.ts';
import type { Targets } from '../../../../src/learning/rncrn/field/loss.ts';

const line = (rows: number): Targets => ({
  rows,
  x: Float64Array.from({ length: 2 * rows }, (_, i) => i),
  lambda: new Float64Array(0),
  target: new Float64Array(2 * rows).fill(rows),
});

test('sets under their codes, one after the other', () => {
  const both = joinTargets([withParameters(line(2), [0.1]), withParameters(line(1), [1])]);
  expect(both.rows).toBe(3);
  expect([...both.x]).toEqual([0, 1, 2, 3, 0, 1]);
  expect([...both.lambda]).toEqual([0.1, 0.1, 1]);
  expect([...both.target]).toEqual([2, 2, 2, 2, 1, 1]);
  expect([...both.weight!]).toEqual([1, 1, 1]);
});

test('what a set counts in a mixture', () => {
  const even = joinTargets([weighing(line(100), 1), weighing(line(2), 1)]);
  expect(even.weight!.subarray(0, 100).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect([...even.weight!.subarray(100)]).toEqual([0.5, 0.5]);
});

test('every third point', () => {
  const few = thinned({ ...line(7), weight: Float64Array.from({ length: 7 }, (_, i) => i) }, 3);
  expect(few.rows).toBe(3);
  expect([...few.x]).toEqual([0, 1, 6, 7, 12, 13]);
  expect([...few.weight!]).toEqual([0, 3, 6]);
});

test('sets of different shapes are refused', () => {
  expect(() => joinTargets([line(2), withParameters(line(2), [1])])).toThrow(/`lambda` have 0 and 1 columns/);
});
