import { describe, expect, test } from 'vitest';
import { saltelliDesign, saltelliFactors } from '../../../src/numerics/designs/saltelli.ts';
import { sobolDesign } from '../../../src/numerics/designs/sobol-sequence.ts';
import { pointsOf } from '../../support/sensitivity-models.ts';
import { designContract } from './contract.ts';

describe.each([false, true])('Saltelli design, second order %s', (secondOrder) => {
  designContract((seed) => saltelliDesign(16, 3, secondOrder, seed));

  test("is made of the halves of a Sobol' sequence, a base point's rows together", () => {
    const design = saltelliDesign(32, 3, secondOrder);
    expect(design).toMatchObject({ basePoints: 32, blockRows: secondOrder ? 8 : 5, dimensions: 3 });
    const points = pointsOf(design);
    pointsOf(sobolDesign(32, 6)).forEach((both, n) => {
      const [a, b] = [both.slice(0, 3), both.slice(3)];
      const mixed = (from: number[], other: number[]) => from.map((_, i) => from.with(i, other[i]!));
      expect(points.slice(n * design.blockRows, (n + 1) * design.blockRows)).toEqual([
        a,
        ...mixed(a, b),
        ...(secondOrder ? mixed(b, a) : []),
        b,
      ]);
    });
  });
});

test('too many factors are refused', () => {
  expect(saltelliFactors).toBe(80);
  expect(() => saltelliDesign(8, 81, false)).toThrow(/dimensions is 81/);
});
