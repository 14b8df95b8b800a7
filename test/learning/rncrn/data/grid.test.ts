import { expect, test } from 'vitest';
import { axis, gridTargets } from '../../../../src/learning/rncrn/data/grid.ts';

test('an axis leaves out its end, and rounding adds no point', () => {
  expect([...axis(0, 1, 0.25)]).toEqual([0, 0.25, 0.5, 0.75]);
  expect(axis(3.5, 6.5, 0.015)).toHaveLength(200);
  expect(axis(0, 2 * Math.PI, 0.01)).toHaveLength(629);
  for (const step of [0, -1, Number.NaN]) expect(() => axis(0, 1, step)).toThrow(/Give from < to/);
});

test('the product of axes, the last changing fastest', () => {
  const data = gridTargets([[1, 2]], [[3, 4]], (x, lambda, out) => (out[0] = x[0]! * lambda[0]!));
  expect([...data.x]).toEqual([1, 1, 2, 2]);
  expect([...data.lambda]).toEqual([3, 4, 3, 4]);
  expect([...data.target]).toEqual([3, 4, 6, 8]);
});

test('a classifier has as many outputs as it says', () => {
  const data = gridTargets([], [[0, 1, 2]], (_x, lambda, out) => out.set([lambda[0]!, -lambda[0]!]), 2);
  expect([...data.target]).toEqual([0, -0, 1, -1, 2, -2]);
  expect(data.x).toHaveLength(0);
});

test('a field that is not finite is refused, with the place', () => {
  const pole = () => gridTargets([[1, 0]], [], (x, _lambda, out) => (out[0] = 1 / x[0]!));
  expect(pole).toThrow(/the field is \[Infinity\] at \[0\]/);
});
