import { expect, test } from 'vitest';
import { commonStep, differentValues } from '../../../src/numerics/sensitivity/common-step.ts';

test.each<[string, number[], number]>([
  ['whole numbers', [3, 4, 9], 1],
  ['even ones', [2, 8, 14, 18], 2],
  ['with an offset', [0.25, 0.75, 2.25], 0.5],
  ['tenths, which are not exact', [0.1, 0.1 + 0.2, 0.7, 1.1, 2.3], 0.2],
  ['below zero', [-7.5, -2.5, 5], 2.5],
  ['two values', [1, 31], 30],
])('the step of %s', (_, values, step) => {
  expect(commonStep(values)).toBeCloseTo(step, 9);
});

test('values on no grid have none, nor has one alone', () => {
  expect(commonStep([0, 1, Math.SQRT2, Math.E, Math.PI])).toBeUndefined();
  expect(commonStep([4])).toBeUndefined();
  expect(commonStep([])).toBeUndefined();
});

test('values that only rounding tells apart are one', () => {
  expect(differentValues([3, 0.1 + 0.2, 0.3, 3])).toHaveLength(2);
  expect(differentValues([])).toEqual([]);
});
