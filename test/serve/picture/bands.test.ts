import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/serve/picture/bands.ts';
import type { PlaneCells } from '../../../src/serve/picture/planes-of.ts';

const cellsOf = (values: Float64Array): PlaneCells => ({
  length: values.length,
  total: values.reduce((a, b) => a + b, 0),
  at: (cell) => values[cell]!,
});

test('the quantiles and the mean of few cells are exact', () => {
  const values = Float64Array.from({ length: 11 }, (_, i) => 10 - i);
  expect(spreadOf(cellsOf(values), 11)).toEqual([1, 5, 9, 5]);
});

test('a large grid of vertical stripes is not taken for one of its columns', () => {
  const width = 512;
  const values = Float64Array.from({ length: width * width }, (_, i) => i % width);
  const [low, middle, high, mean] = spreadOf(cellsOf(values), width);
  expect(mean).toBeCloseTo(255.5);
  for (const [got, exact] of [
    [low, 51.1],
    [middle, 255.5],
    [high, 459.9],
  ] as const)
    expect(Math.abs(got - exact)).toBeLessThan(10);
});
