import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import type { Range } from '../../../src/kernels/abstraction.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { gaussian, mdn } from '../../../src/kernels/specs.ts';
import { gaussianScaling } from '../../../src/learning/scaling/gaussian-scaling.ts';

const network = crn('make: 0 -> A @ a\nturn: A -> B @ b') as Network;
const data = {
  rows: 3,
  start: Uint32Array.of(0, 1, 2),
  weight: Float32Array.of(1, 1, 1),
  before: Int32Array.of(2, 7, 4, 7, 6, 7),
  after: Int32Array.of(10, 7, 4, 7, 4, 7),
  rates: Float64Array.of(1, 5, 2, 5, 3, 5),
  dt: Float64Array.of(1, 1, 1),
};
const scale = (scaler: 'min-max' | 'standard') => {
  const shape = shapeOf(mdn({ head: gaussian({ scaler }), rateInputs: ['a'] }));
  const rates: Range[] = [
    [0.5, 4.5],
    [5, 5],
  ];
  const domain = { counts: [[0, 10] as const, [7, 7] as const], rates, dt: [1, 1] as const };
  return gaussianScaling({ network, shape, domain, dt: 1, seed: 1 }, data);
};

test('min-max takes the least number to 1e-9 and the greatest to 1, over states before and after', () => {
  const { origin, unit } = scale('min-max');
  const scaled = (x: number, i: number) => (x - origin[i]!) / unit[i]!;
  expect(scaled(2, 0)).toBeCloseTo(1e-9, 15);
  expect(scaled(10, 0)).toBeCloseTo(1, 12);
  // A species that never varies, and a rate by the range it is trained on.
  expect(unit[1]).toBe(1);
  expect(scaled(0.5, 2)).toBeCloseTo(1e-9, 15);
  expect(scaled(4.5, 2)).toBeCloseTo(1, 12);
});

test('standard takes the mean to 0 and the standard deviation to 1', () => {
  const { origin, unit } = scale('standard');
  const all = [2, 4, 6, 10, 4, 4];
  const mean = all.reduce((a, b) => a + b) / 6;
  expect(origin[0]).toBeCloseTo(mean, 12);
  expect(unit[0]).toBeCloseTo(Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 6), 12);
  expect([origin[1], unit[1]]).toEqual([7, 1]);
  expect(origin[2]).toBeCloseTo(2, 12);
  expect(unit[2]).toBeCloseTo(Math.sqrt(2 / 3), 12);
});
