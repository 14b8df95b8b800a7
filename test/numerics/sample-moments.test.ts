import { expect, test } from 'vitest';
import { sampleMoments } from '../../src/numerics/sample-moments.ts';
import { poisson } from '../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';

test('by hand', () => {
  const m = sampleMoments(Int32Array.of(1, 1, 1, 5));
  expect(m.mean).toBe(2);
  expect(m.variance).toBe(4);
  // z = −1/√3 three times and √3 once.
  expect(m.skewness).toBeCloseTo(2 / Math.sqrt(3), 12);
  expect(m.m4).toBeCloseTo((3 / 9 + 9) / 4, 12);
  expect([m.low, m.high, m.commonest]).toEqual([1, 5, 3]);
});

test('nothing varies: no spread, and no shape', () => {
  const m = sampleMoments(new Int32Array(10).fill(7));
  expect([m.variance, m.skewness, m.m4, m.m6]).toEqual([0, 0, 0, 0]);
  expect(m.commonest).toBe(10);
});

/** Six standard errors from 10⁶ values: false-alarm chance below 1e-8 for all, and the seed is fixed. */
test('of a Poisson law', () => {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  const mean = 9;
  const m = sampleMoments(Int32Array.from({ length: 1e6 }, () => poisson(stream, mean)));
  expect(Math.abs(m.mean - mean)).toBeLessThan(0.018);
  expect(Math.abs(m.variance - mean)).toBeLessThan(0.08);
  expect(Math.abs(m.skewness - 1 / 3)).toBeLessThan(0.02);
  expect(Math.abs(m.m4 - 3 - 1 / mean)).toBeLessThan(0.06);
});
