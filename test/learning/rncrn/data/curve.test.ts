import { expect, test } from 'vitest';
import { curveLength, distance, drawnCurve, tracedCurve } from '../../../../src/learning/rncrn/data/curve.ts';

const square = [1, 1, 2, 1, 2, 1, 2, 2, 1, 2];

test('a drawing is resampled evenly along its length; points drawn twice do not matter', () => {
  const closed = drawnCurve(square, 2, { closed: true, spacing: 0.1 });
  expect(curveLength(closed)).toBe(40);
  for (let p = 0; p < 40; p++) expect(distance(closed.points, p, (p + 1) % 40, 2)).toBeCloseTo(0.1, 12);
  const open = drawnCurve(square, 2, { closed: false, spacing: 0.1 });
  expect(curveLength(open)).toBe(31);
  expect([...open.points.subarray(60)]).toEqual([1, 2]);
});

test('smoothing rounds corners, and keeps the ends of an open curve', () => {
  const sharp = drawnCurve(square, 2, { closed: false, spacing: 0.1 });
  const soft = drawnCurve(square, 2, { closed: false, spacing: 0.1, smoothing: 5 });
  expect([...soft.points.subarray(0, 2)]).toEqual([1, 1]);
  expect(Math.max(...sharp.points)).toBe(2);
  const corner = (points: Float64Array) =>
    points.subarray(20, 22).reduce((sum, value, k) => sum + Math.abs(value - [2, 1][k]!), 0);
  expect(corner(sharp.points)).toBeLessThan(1e-12);
  expect(corner(soft.points)).toBeGreaterThan(0.05);
});

test('curves that are none are refused', () => {
  expect(() => drawnCurve([1, 1, 1, 1, 2, 2], 2, { closed: false })).toThrow(/three points or more/);
  expect(() => tracedCurve((t) => [t, Number.NaN], [0, 1, 2], false)).toThrow(/point 0 is not finite/);
  expect(() => tracedCurve((t) => [Math.floor(t), 1], [0, 0.5, 1, 2], false)).toThrow(
    /points 0 and 1 are the same/,
  );
});
