import { expect, test } from 'vitest';
import { tracedCurve } from '../../../../src/learning/rncrn/data/curve.ts';
import { axis } from '../../../../src/learning/rncrn/data/grid.ts';
import { curveGap, curveReach } from '../../../../src/learning/rncrn/data/reach.ts';

const turn = 2 * Math.PI;
const ellipse = (a: number, b: number, step = 0.01) =>
  tracedCurve((t) => [5 + a * Math.cos(t), 5 + b * Math.sin(t)], axis(0, turn, step), true);

test('a circle: its radius, in three dimensions too', () => {
  expect(curveReach(ellipse(0.5, 0.5))).toBeCloseTo(0.5, 6);
  const tilted = tracedCurve(
    (t) => [5 + Math.cos(t), 5 + 0.6 * Math.sin(t), 5 + 0.8 * Math.sin(t)],
    axis(0, turn, 0.01),
    true,
  );
  expect(curveReach(tilted)).toBeCloseTo(1, 6);
});

test('a tight bend: the least radius of curvature, b²/a', () => {
  expect(curveReach(ellipse(2, 1))).toBeCloseTo(0.5, 3);
});

test('two branches that come close: half their distance, though no bend is that tight', () => {
  const helix = tracedCurve(
    (t) => [5 + Math.cos(t), 5 + Math.sin(t), 5 + (0.3 * t) / turn],
    axis(0, 2 * turn, 0.02),
    false,
  );
  expect(curveReach(helix)).toBeCloseTo(0.15, 2);
});

test('a straight line has none', () => {
  expect(curveReach(tracedCurve((t) => [1 + t, 2 + 3 * t], axis(0, 1, 0.1), false))).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('the gap between two curves', () => {
  const far = tracedCurve((t) => [9 + Math.cos(t), 5 + Math.sin(t)], axis(0, turn, 0.01), true);
  expect(curveGap(ellipse(1, 1), far)).toBeCloseTo(2, 4);
});
