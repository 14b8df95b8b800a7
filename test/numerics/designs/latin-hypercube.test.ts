import { describe, expect, test } from 'vitest';
import { latinHypercubeDesign } from '../../../src/numerics/designs/latin-hypercube.ts';
import { band, continuousGap } from '../../support/gap.ts';
import { pointsOf } from '../../support/sensitivity-models.ts';
import { designContract } from './contract.ts';

/** Whether every coordinate has one point in each of as many strata as there are points. */
const stratified = (points: readonly (readonly number[])[]): boolean =>
  points[0]!.every(
    (_, d) => new Set(points.map((x) => Math.floor(x[d]! * points.length))).size === points.length,
  );

describe('Latin hypercube', () => {
  designContract((seed) => latinHypercubeDesign(60, 4, seed));

  test.each([1, 2, 3, 10, 100, 997])('of %d points hits every stratum once', (n) => {
    expect(stratified(pointsOf(latinHypercubeDesign(n, 6, 2)))).toBe(true);
  });

  test('control: points of two hypercubes do not', () => {
    const [a, b] = [1, 2].map((seed) => pointsOf(latinHypercubeDesign(100, 3, seed)));
    expect(stratified([...a!.slice(0, 50), ...b!.slice(50)])).toBe(false);
  });

  test('points are uniform within their strata, and coordinates unrelated', () => {
    const n = 20_000;
    const points = pointsOf(latinHypercubeDesign(n, 2, 5));
    const limit = band(n, 1e-10);
    const within = points.map((x) => (x[0]! * n) % 1);
    expect(continuousGap(within, (u) => u)).toBeLessThan(limit);
    expect(continuousGap(within, (u) => u ** 1.1)).toBeGreaterThan(limit);
    // Of the first point less the second, modulo 1: uniform where they are independent.
    const apart = points.map((x) => (x[0]! - x[1]! + 1) % 1);
    expect(continuousGap(apart, (u) => u)).toBeLessThan(limit);
    const alike = points.map((x, i) => (i % 10 === 0 ? 0 : x[0]! - x[1]! + 1) % 1);
    expect(continuousGap(alike, (u) => u)).toBeGreaterThan(limit);
  });

  test('a million points need no table', () => {
    const design = latinHypercubeDesign(1e6, 20, 1);
    const x = new Float64Array(20);
    design.point(999_999, x);
    expect(x.every((share) => share >= 0 && share < 1)).toBe(true);
  });

  test('impossible sizes are refused', () => {
    expect(() => latinHypercubeDesign(0, 2, 1)).toThrow(/points is 0/);
    expect(() => latinHypercubeDesign(2 ** 31, 2, 1)).toThrow(/points is/);
    expect(() => latinHypercubeDesign(5, 1.5, 1)).toThrow(/dimensions is 1.5/);
  });
});
