import { expect, test } from 'vitest';
import { tracedCurve } from '../../../../src/learning/rncrn/data/curve.ts';
import { curveTargets } from '../../../../src/learning/rncrn/data/curve-targets.ts';
import { axis } from '../../../../src/learning/rncrn/data/grid.ts';

const turn = 2 * Math.PI;
const circle = (x: number, r = 1) =>
  tracedCurve((t) => [x + r * Math.cos(t), 3 + r * Math.sin(t)], axis(0, turn, 0.01), true);

/** Speed of an arrow along and outwards, on a circle around (3, 3). */
function parts(
  data: ReturnType<typeof curveTargets>,
  row: number,
): { d: number; along: number; out: number } {
  const [u, v] = [data.x[2 * row]! - 3, data.x[2 * row + 1]! - 3];
  const r = Math.hypot(u, v);
  const [f, g] = [data.target[2 * row]!, data.target[2 * row + 1]!];
  return { d: r - 1, along: (u * g - v * f) / r, out: (u * f + v * g) / r };
}

test.each([
  ['attract', 'linear', (d: number) => -10 * d],
  ['repel', 'linear', (d: number) => 10 * d],
  ['attract', 'exponential', (d: number) => -Math.sign(d) * Math.exp(Math.abs(d))],
] as const)(
  '%s, %s pull: round at speed 1, and towards the circle as the formula says',
  (kind, pull, formula) => {
    const data = curveTargets(circle(3), { kind, pull });
    expect(data.rows).toBe(629 * 41);
    for (let row = 0; row < data.rows; row++) {
      const { d, along, out } = parts(data, row);
      // Directions are those of chords: half a step off.
      expect(Math.abs(along - 1)).toBeLessThan(0.02);
      if (row % 41 !== 0) expect(Math.abs(out - formula(d))).toBeLessThan(0.02);
    }
  },
);

test('speed scales the field, layers and spacing the padding', () => {
  const data = curveTargets(circle(3), { speed: 2, layers: 3, spacing: 0.05 });
  expect(data.rows).toBe(629 * 7);
  expect(parts(data, 0).along).toBeCloseTo(2, 3);
  expect(Math.abs(parts(data, 5).d)).toBeCloseTo(0.15, 3);
  expect(Math.abs(parts(data, 5).out)).toBeCloseTo(2 * 10 * 0.15, 1);
});

test('in three dimensions: two normals, at right angles to the curve and to each other', () => {
  const ring = tracedCurve(
    (t) => [3 + Math.cos(t), 3 + 0.6 * Math.sin(t), 3 + 0.8 * Math.sin(t)],
    axis(0, turn, 0.05),
    true,
  );
  const data = curveTargets(ring, { layers: 1, spacing: 0.1 });
  expect(data.rows).toBe(126 * 5);
  const row = (p: number) => [0, 1, 2].map((k) => data.x[3 * p + k]!);
  for (let p = 0; p < data.rows; p += 5) {
    const here = row(p);
    const [a, b] = [row(p + 1), row(p + 3)].map((at) => at.map((value, k) => (value - here[k]!) / 0.1));
    const along = [0, 1, 2].map((k) => data.target[3 * p + k]!);
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, k) => sum + value * v[k]!, 0);
    for (const [u, v] of [
      [a!, b!],
      [a!, along],
      [b!, along],
    ] as const)
      expect(dot(u, v)).toBeCloseTo(0, 12);
    for (const u of [a!, b!, along]) expect(dot(u, u)).toBeCloseTo(1, 12);
  }
});

test('an open curve ends with the last point that has a next', () => {
  const line = tracedCurve((t) => [1 + t, 1], axis(0, 1, 0.1), false);
  expect(curveTargets(line, { layers: 2 }).rows).toBe(9 * 5);
});

test('the curve may weigh against its padding, and all weights keep their sum', () => {
  const { weight, rows } = curveTargets(circle(3), { curveShare: 0.25 });
  const on = weight!.filter((_, i) => i % 41 === 0).reduce((a, b) => a + b);
  expect(on / rows).toBeCloseTo(0.25, 12);
  expect(weight!.reduce((a, b) => a + b) / rows).toBeCloseTo(1, 12);
  expect(() => curveTargets(circle(3), { curveShare: 1 })).toThrow(/`curveShare` is 1/);
});

test('arrows that would contradict each other are refused, unless allowed', () => {
  expect(() => curveTargets(circle(3, 0.15))).toThrow(/its reach is 0.150, its padding 0.200/);
  expect(() => curveTargets([circle(3), circle(5.3)])).toThrow(/curves 1 and 2: they come as near as 0.300/);
  expect(curveTargets([circle(3), circle(5.3)], { overlap: 'allow' }).rows).toBe(2 * 629 * 41);
});

test('a padding that leaves the positive concentrations is refused', () => {
  expect(() => curveTargets(circle(1.1))).toThrow(/the padding reaches x_1 = -0\.\d+\nMove the curve/);
});
