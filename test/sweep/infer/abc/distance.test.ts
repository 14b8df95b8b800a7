import { expect, test } from 'vitest';
import { ownDistance, scaledDistance, spreads } from '../../../../src/sweep/infer/abc/distance.ts';

const none = Number.NaN;

test('spreads: median absolute deviation; the mean one where half are alike; 0 where all are', () => {
  // Columns: 0 … 4; mostly 0; all 7; one value missing.
  const runs = [
    [0, 0, 7, none],
    [1, 0, 7, 2],
    [2, 0, 7, 4],
    [3, 0, 7, 6],
    [4, 5, 7, 6],
  ];
  const [first, mostly, alike, missing] = spreads(Float64Array.from(runs.flat()), 4);
  expect(first).toBeCloseTo(1.4826, 12);
  expect(mostly).toBeCloseTo(1, 12);
  expect(alike).toBe(0);
  expect(missing).toBeCloseTo(1.4826, 12);
});

test('distances are in spreads; what tells nothing is left out; a run without a value is infinitely far', () => {
  const of = scaledDistance(Float64Array.of(1, 5, 9), Float64Array.of(2, 4, 0));
  const runs = Float64Array.of(7, 5 + 16, 100, 1, none, 9);
  expect(of(runs, 0)).toBeCloseTo(5, 12);
  expect(of(runs, 1)).toBe(Number.POSITIVE_INFINITY);
});

test('a distance of one’s own reads by name, and must be one', () => {
  const of = ownDistance((a, b) => a.x! - b.x! + a.y!, ['x', 'y'], Float64Array.of(1, 2));
  expect(of(Float64Array.of(4, 3), 0)).toBe(6);
  expect(() => of(Float64Array.of(-9, 3), 0)).toThrow('it gave -7');
  expect(of(Float64Array.of(none, 3), 0)).toBe(Number.POSITIVE_INFINITY);
});
