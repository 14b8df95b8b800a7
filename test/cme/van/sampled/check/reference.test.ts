import { expect, test } from 'vitest';
import { countsOf, logReference, reference } from '../../../../../src/cme/van/sampled/check/reference.ts';

const limits = Float64Array.of(3, 5);

test('counts of each species, one after the other', () => {
  const counts = countsOf(Int32Array.of(0, 5, 3, 5, 3, 1), limits);
  expect([...counts]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 2]);
});

test('shares multiplied; never 0, and less and less beyond what was seen', () => {
  const h = reference(Float64Array.of(100, 300, 0, 0, 0, 0, 200, 0, 200, 0), limits);
  const of = (x: number, y: number) => Math.exp(logReference(h, Int32Array.of(9, x, y), 1, 2));
  expect(of(0, 2)).toBeCloseTo((100.25 / 400) * (200.25 / 400), 12);
  expect(of(1, 3)).toBeCloseTo((300.25 / 400) * (0.25 / 400), 12);
  expect(of(3, 4) / of(2, 4)).toBeCloseTo(0.5, 12);
  expect(of(0, 0) / of(0, 1)).toBeCloseTo(0.5, 12);
});
