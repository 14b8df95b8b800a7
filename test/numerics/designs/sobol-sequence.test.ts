import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sobolDesign, sobolDimensions } from '../../../src/numerics/designs/sobol-sequence.ts';
import { pointsOf } from '../../support/sensitivity-models.ts';
import { designContract } from './contract.ts';

const hash = (points: readonly (readonly number[])[]): string =>
  createHash('sha256')
    .update(new Uint8Array(Uint32Array.from(points.flat(), (x) => x * 2 ** 32).buffer))
    .digest('hex');

// What SciPy 1.17.1 gives: qmc.Sobol(d, scramble=False, bits=32), times 2^32; bench/designs.ts compares all.
const first1024of10 = '264f5a01da3d0c4c3d9b55b2b43600059e337160cb800e6b612960d1cba84a35';

describe("Sobol' sequence", () => {
  designContract((seed) => sobolDesign(64, 5, seed));

  test('is that of SciPy', () => {
    expect(hash(pointsOf(sobolDesign(1024, 10)))).toBe(first1024of10);
    // Control: one coordinate for another.
    expect(hash(pointsOf(sobolDesign(1024, 10)).map((x) => x.toReversed()))).not.toBe(first1024of10);
  });

  test.each([
    [1, [2147483648, 2147483648, 2147483648], 2147483648, 2147483648, 137438953472],
    [1023, [4194304, 3233808384, 2629828608], 2638217216, 171966464, 147656278016],
    [123456789, [4191448864, 3403469216, 27513184], 2082040352, 1087637792, 135399617664],
    [4000000000, [4029081, 1592571143, 3353822765], 3430693387, 1332632889, 149012240014],
  ])('point %d in 64 dimensions is that of SciPy', (index, firsts, middle, last, sum) => {
    const x = new Float64Array(64);
    sobolDesign(2 ** 32, 64).point(index, x);
    const words = [...x].map((share) => share * 2 ** 32);
    expect(words.slice(0, 3)).toEqual(firsts);
    expect([words[31], words[63], words.reduce((a, b) => a + b)]).toEqual([middle, last, sum]);
  });

  test.each([undefined, 5])('2^k points are one in each of 2^k strata, with seed %s', (seed) => {
    const points = pointsOf(sobolDesign(256, sobolDimensions, seed));
    for (let d = 0; d < sobolDimensions; d++)
      expect(new Set(points.map((x) => Math.floor(x[d]! * 256))).size).toBe(256);
  });

  test('a shift keeps points off both ends', () => {
    const points = pointsOf(sobolDesign(4096, 4, 9)).flat();
    expect(Math.min(...points)).toBeGreaterThan(0);
    expect(Math.max(...points)).toBeLessThan(1);
  });

  test('impossible sizes are refused', () => {
    expect(() => sobolDesign(10, sobolDimensions + 1)).toThrow(/dimensions is 162/);
    expect(() => sobolDesign(0, 2)).toThrow(/points is 0/);
    expect(() => sobolDesign(2 ** 32 + 1, 2)).toThrow(/points is/);
    expect(() => sobolDesign(8, 2, -1)).toThrow(/seed is -1/);
  });
});
