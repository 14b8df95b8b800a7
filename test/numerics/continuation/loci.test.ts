import { expect, test } from 'vitest';
import type { Frame } from '../../../src/numerics/continuation/equilibria.ts';
import { findEquilibria } from '../../../src/numerics/continuation/equilibria.ts';
import { followEquilibria } from '../../../src/numerics/continuation/equilibrium-branch.ts';
import { held } from '../../../src/numerics/continuation/family.ts';
import { followLocus } from '../../../src/numerics/continuation/loci.ts';
import { brusselator, cusp } from './families.ts';

/** The curve through the first special point at a value of the second parameter. */
function locus(frame: Frame, first: number, second: number) {
  const one: Frame = { ...frame, family: held(frame.family, second), ranges: frame.ranges.slice(0, 1) };
  const [state] = findEquilibria(one, [first]);
  const { special } = followEquilibria(one, { parameter: first, state: state! });
  return followLocus(frame, special[0]!, second)!;
}

test('folds of x³ lie on 4q³ = 27p², with one cusp', () => {
  const plane: Frame = {
    family: cusp,
    box: [[-3, 3]],
    ranges: [
      [-1, 1],
      [-1, 2],
    ],
  };
  const { kind, points, cusps } = locus(plane, -1, 1);
  expect(kind).toBe('fold');
  for (const { parameters } of points)
    expect(4 * parameters[1] ** 3 - 27 * parameters[0] ** 2).toBeCloseTo(0, 6);
  expect(cusps).toHaveLength(1);
  expect(cusps[0]!.parameters[0]).toBeCloseTo(0, 6);
  expect(cusps[0]!.parameters[1]).toBeCloseTo(0, 6);
  expect(points[0]!.parameters[0] * points.at(-1)!.parameters[0]).toBeLessThan(0);
});

test('Hopf points of the Brusselator lie on b = 1 + a²', () => {
  const plane: Frame = {
    family: brusselator,
    box: [
      [0, 10],
      [0, 10],
    ],
    ranges: [
      [0.5, 2],
      [1, 4],
    ],
  };
  const { kind, points } = locus(plane, 0.5, 2);
  expect(kind).toBe('Hopf');
  expect(points.length).toBeGreaterThan(10);
  for (const { parameters } of points) expect(parameters[1] - 1 - parameters[0] ** 2).toBeCloseTo(0, 7);
});
