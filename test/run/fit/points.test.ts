import { expect, test } from 'vitest';
import { tracedCurve } from '../../../src/learning/rncrn/data/curve.ts';
import { classifierPoints, pointsOf } from '../../../src/run/fit/points.ts';
import type { TargetOptions } from '../../../src/run/fit/target.ts';

const turn = Float64Array.from({ length: 60 }, (_, i) => (2 * Math.PI * i) / 60);
const base: TargetOptions = {
  name: 'mixed',
  perceptrons: 3,
  region: [
    [1, 3],
    [1, 3],
  ],
  lambda: [[0.5, 1]],
  learn: [],
  time: 1,
  expect: [],
};

test('a family is sampled over its parameters, a code is constant', () => {
  const field = ({ x: [a, b], lambda: [l] }: { x: readonly number[]; lambda: readonly number[] }) => [
    a! * l!,
    b!,
  ];
  const family = pointsOf({ ...base, learn: { field, points: 4, lambdaPoints: 3 } });
  expect(family.rows).toBe(4 * 4 * 3);
  expect(new Set(family.lambda)).toEqual(new Set([0.5, 0.75, 1]));
  for (let p = 0; p < family.rows; p++)
    expect(family.target[2 * p]).toBe(family.x[2 * p]! * family.lambda[p]!);
  const coded = pointsOf({ ...base, learn: { field, points: 4, code: [0.6] } });
  expect(coded.rows).toBe(16);
  expect(new Set(coded.lambda)).toEqual(new Set([0.6]));
});

test('pieces are joined with their weights; the border of confinement points in', () => {
  const circle = tracedCurve((t) => [2 + 0.7 * Math.cos(t), 2 + 0.7 * Math.sin(t)], turn, true);
  const data = pointsOf({
    ...base,
    learn: [
      { curve: circle, code: [1], every: 1, layers: 3, weight: 2 },
      { confine: { from: [0.5], to: [1], steps: 2 }, speed: 4, points: 3 },
    ],
  });
  const drawn = 60 * 7;
  expect(data.rows).toBe(drawn + 2 * 8);
  expect(new Set(data.weight!.subarray(0, drawn))).toEqual(new Set([2]));
  expect(new Set(data.weight!.subarray(drawn))).toEqual(new Set([0.1]));
  for (let p = drawn; p < data.rows; p++) {
    const [x, y, u, v] = [...data.x.subarray(2 * p, 2 * p + 2), ...data.target.subarray(2 * p, 2 * p + 2)];
    expect(Math.hypot(u!, v!)).toBeCloseTo(4, 12);
    expect(u! * (2 - x!) + v! * (2 - y!)).toBeGreaterThan(0);
  }
});

test('a field of the wrong length is refused', () => {
  expect(() => pointsOf({ ...base, lambda: [], learn: { field: () => 1 } })).toThrow(
    '`field` gives 1 numbers',
  );
});

test('classifiers are labelled over their environment', () => {
  const classifier = {
    region: [[0, 2]] as const,
    points: 5,
    hidden: [2],
    label: ([a]: readonly number[]) => [a! > 1 ? 1 : 0.1],
  };
  const data = classifierPoints(classifier, 1);
  expect([...data.lambda]).toEqual([0, 0.5, 1, 1.5, 2]);
  expect([...data.target]).toEqual([0.1, 0.1, 0.1, 1, 1]);
  expect(data.x).toHaveLength(0);
});
