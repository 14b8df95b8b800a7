import { describe, expect, test } from 'vitest';
import { morrisDesign } from '../../../src/numerics/designs/morris.ts';
import { pointsOf } from '../../support/sensitivity-models.ts';
import { designContract } from './contract.ts';

describe('Morris trajectories', () => {
  designContract((seed) => morrisDesign(8, 5, 4, seed));

  test.each([2, 4, 10])('with %d levels move each factor once, by delta', (levels) => {
    const design = morrisDesign(30, 6, levels, 1);
    expect(design).toMatchObject({ rows: 210, trajectories: 30, delta: levels / (2 * (levels - 1)) });
    const points = pointsOf(design);
    for (const x of points.flat())
      expect(Number.isInteger(Math.round(x * (levels - 1) * 1e9) / 1e9)).toBe(true);
    for (let t = 0; t < 30; t++) {
      const moved: number[] = [];
      for (let row = 7 * t + 1; row < 7 * t + 7; row++)
        points[row]!.forEach((x, f) => {
          const step = Math.abs(x - points[row - 1]![f]!);
          if (step === 0) return;
          moved.push(f);
          expect(step).toBeCloseTo(design.delta, 14);
        });
      expect(moved.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });

  test('every level, direction and order is as likely as any other', () => {
    const points = pointsOf(morrisDesign(8000, 2, 4, 3));
    const counts = new Map<string, number>();
    for (let t = 0; t < 8000; t++) {
      const [from, to] = [points[3 * t]!, points[3 * t + 1]!];
      const name = `${from.map((x) => Math.round(3 * x))} ${from[0] !== to[0]}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    // 16 starts, whose levels say the directions, in 2 orders: 32 counts of mean 250. Chernoff's bound of 8
    // deviations is 1e-12 for each.
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(8 * Math.sqrt(250));
  });

  test('an odd number of levels is refused', () => {
    expect(() => morrisDesign(4, 3, 5, 1)).toThrow(/half the number of levels is 2.5/);
    expect(() => morrisDesign(0, 3, 4, 1)).toThrow(/trajectories is 0/);
  });
});
