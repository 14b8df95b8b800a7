import { expect, test } from 'vitest';
import type { Design } from '../../../src/numerics/designs/design.ts';
import { pointsOf } from '../../support/sensitivity-models.ts';

/** Every design passes this. */
export function designContract(make: (seed: number) => Design): void {
  test('a point is the same whatever was asked before, and in the cube', () => {
    const forth = pointsOf(make(3));
    const design = make(3);
    const x = new Float64Array(design.dimensions);
    for (let row = design.rows - 1; row >= 0; row--) {
      design.point(row, x);
      expect([...x]).toEqual(forth[row]);
      expect(x.every((share) => share >= 0 && share <= 1)).toBe(true);
    }
  });

  test('another seed gives another design', () => {
    expect(pointsOf(make(4))).not.toEqual(pointsOf(make(3)));
  });
}
