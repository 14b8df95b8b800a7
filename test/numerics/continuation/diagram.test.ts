import { describe, expect, test } from 'vitest';
import { bifurcationDiagram } from '../../../src/numerics/continuation/diagram.ts';
import type { Frame } from '../../../src/numerics/continuation/equilibria.ts';
import { crossing, folded, polar, snic } from './families.ts';

describe('a subcritical Hopf point', () => {
  const { branches, cycles } = bifurcationDiagram(polar(1), { values: 3 });

  test('cycles grow out of it backwards, turn, and are then stable', () => {
    expect(branches).toHaveLength(1);
    expect(cycles).toHaveLength(1);
    expect(cycles[0]!.folds).toHaveLength(1);
    expect(cycles[0]!.folds[0]!.parameter).toBeCloseTo(-0.25, 7);
    expect(cycles[0]!.ends.map(({ kind }) => kind)).toEqual(['Hopf', 'range']);
  });

  test('radius, period and stability are those of the formula', () => {
    for (const { parameter, period, greatest, stable } of cycles[0]!.points) {
      const square = greatest[0]! ** 2;
      expect(parameter + square - square * square).toBeCloseTo(0, 6);
      expect(period).toBeCloseTo(2 * Math.PI, 6);
      if (Math.abs(square - 0.5) > 0.01) expect(stable).toBe(square > 0.5);
    }
  });
});

test('a supercritical one has stable cycles, on the other side', () => {
  const { cycles } = bifurcationDiagram(polar(-1), { values: 3 });
  expect(cycles).toHaveLength(1);
  expect(cycles[0]!.points.every(({ stable, parameter }) => stable && parameter > -1e-6)).toBe(true);
});

describe('cycles that come from no Hopf point', () => {
  const { branches, cycles } = bifurcationDiagram(snic, { values: 3 });
  const turns = cycles[0]!.points.map(({ period }) => period / (2 * Math.PI));

  test('are found, and end where a saddle is born on them', () => {
    const folds = branches.flatMap(({ special }) => special.filter(({ kind }) => kind === 'fold'));
    expect(folds[0]!.parameter).toBeCloseTo(1, 9);
    expect(cycles).toHaveLength(1);
    expect(cycles[0]!.ends[0]).toEqual({ kind: 'SNIC', parameter: folds[0]!.parameter });
  });

  const farthestFrom = (at: number): number =>
    Math.max(
      ...cycles[0]!.points.map(({ parameter: p }, k) => Math.abs(turns[k]! * Math.sqrt(p * p - at) - 1)),
    );

  test('have the period of the formula, ever longer', () => {
    expect(farthestFrom(1)).toBeLessThan(1e-5);
    expect(turns[0]!).toBeGreaterThan(3);
  });

  test('control: that of a saddle a hundredth away is told from it', () => {
    expect(farthestFrom(1.01)).toBeGreaterThan(1e-2);
  });
});

test('every branch is found once, however often it is come upon', () => {
  expect(bifurcationDiagram(folded, { values: 21 }).branches).toHaveLength(1);
  expect(bifurcationDiagram(crossing, { values: 5 }).branches).toHaveLength(2);
});

test('a box without equilibria is said', () => {
  const empty: Frame = { ...folded, box: [[10, 20]] };
  expect(() => bifurcationDiagram(empty)).toThrow(/no equilibrium was found in the box \[10, 20\]/);
});
