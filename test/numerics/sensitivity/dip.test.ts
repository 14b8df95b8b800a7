import { describe, expect, test } from 'vitest';
import { dipOf } from '../../../src/numerics/sensitivity/dip.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { band } from '../../support/gap.ts';
import { goldenSample } from '../../support/sensitivity-models.ts';

const dip = (sample: readonly number[]): number => dipOf(Float64Array.from(sample).sort()).dip;

describe('dip', () => {
  // diptest 0.12.0, dipstat of the same samples; bench/designs.ts compares 400, half of them with ties.
  test.each([
    ['one hump', goldenSample(50, 0, 0), 0.01669204085838139],
    ['two near', goldenSample(500, 2.6, 0.4), 0.004657148238890695],
    ['two far', goldenSample(200, 5, 0.5), 0.0782916083713264],
    ['two of few values', goldenSample(100, 3, 0.5).map(Math.round), 0.095],
  ])('of %s is that of another program', (_, sample, reference) => {
    expect(dip(sample)).toBeCloseTo(reference, 14);
  });

  test('of a law with one hump stays in the band of the law itself, that of two far apart does not', () => {
    // The dip is at most the distance of sample and law.
    const limit = band(1600, 1e-9);
    const stream = new Stream().open(4, 0, 0, Purpose.check);
    const drawn = (apart: number) =>
      Array.from({ length: 1600 }, (_, i) => stream.normal() + apart * (i % 2));
    expect(dip(drawn(0))).toBeLessThan(limit);
    expect(dip(drawn(8))).toBeGreaterThan(limit);
  });

  test('by hand: even spacing, two atoms, one', () => {
    for (const n of [2, 3, 10, 33])
      expect(dip(Array.from({ length: n }, (_, i) => i))).toBeCloseTo(0.5 / n, 14);
    expect(dip([0, 0, 0, 1, 1, 1])).toBeCloseTo(0.25, 14);
    expect(dip([0, 0, 1, 1, 1])).toBeCloseTo(0.2, 14);
    expect(dip([2, 2, 2])).toBe(0);
  });

  test('is that of the sample turned round, moved and stretched', () => {
    const sample = goldenSample(300, 3, 0.4);
    for (const [a, b] of [
      [-1, 0],
      [7, 100],
      [-0.01, 3],
    ] as const)
      expect(dip(sample.map((x) => a * x + b))).toBeCloseTo(dip(sample), 12);
  });

  test('arises in the valley, where there is one', () => {
    const [low, high] = dipOf(Float64Array.from([0, 1, 2, 3, 20, 21, 22, 23])).valley!;
    expect([low, high]).toEqual([3, 20]);
    expect(dipOf(Float64Array.from([0, 1, 2, 3])).valley).toBeUndefined();
    expect(() => dipOf(new Float64Array(0))).toThrow(/empty/);
  });
});
