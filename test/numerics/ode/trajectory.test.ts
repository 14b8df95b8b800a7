import { expect, test } from 'vitest';
import { Trajectory } from '../../../src/numerics/ode/trajectory.ts';

const none = Float64Array.of(0, 0, 0);

test('a curve without bends is a line from step to step, forth and back', () => {
  for (const sign of [1, -1]) {
    const curve = new Trajectory(0, Float64Array.of(1), []);
    curve.push(sign, Float64Array.of(3), none);
    curve.push(3 * sign, Float64Array.of(-1), none);
    for (const [t, y] of [
      [0, 1],
      [0.5, 2],
      [1, 3],
      [2, 1],
      [3, -1],
    ] as const)
      expect(curve.at(sign * t)[0]).toBeCloseTo(y, 14);
    expect(() => curve.at(-sign)).toThrow(/was not reached/);
    expect(() => curve.at(3.1 * sign)).toThrow(/Ask for times from 0 to -?3/);
  }
});

test('amounts are cut off at 0, others are not', () => {
  const make = (amounts: number[]) => {
    const curve = new Trajectory(0, Float64Array.of(1), amounts);
    curve.push(1, Float64Array.of(-1), none);
    return curve.at(0.75)[0];
  };
  expect(make([0])).toBe(0);
  expect(make([])).toBe(-0.5);
});

test('ends inside its last step where it is told to', () => {
  const curve = new Trajectory(0, Float64Array.of(0), []);
  curve.push(2, Float64Array.of(2), none, 0.5);
  expect(curve.at(0.5)[0]).toBe(0.5);
  expect(() => curve.at(0.6)).toThrow(/was not reached/);
});
