import { expect, test } from 'vitest';
import { smallestSeen } from '../../../src/learning/verdict/resolution.ts';
import { histogramDistance } from '../../../src/numerics/statistics.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

test('nothing is hidden where nothing is allowed; everything is where all is', () => {
  expect(smallestSeen(0.1, 0.1)).toBe(0);
  // A difference far above the noise is seen as it is.
  expect(smallestSeen(0.001, 0.5) / 0.5).toBeCloseTo(1, 3);
  expect(smallestSeen(0, 0.2)).toBe(0.2);
  expect(smallestSeen(1.5, 4)).toBe(2);
});

test('a true distance of that size reaches the limit, on average', () => {
  const [bins, n] = [20, 4000];
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  const sample = (tilt: number): Float64Array => {
    const shares = new Float64Array(bins);
    // Half of the bins are too likely by `tilt`, half too unlikely.
    for (let i = 0; i < n; i++) {
      const b = stream.integer(bins);
      const moved = b % 2 === 1 && stream.uniform() < tilt ? b - 1 : b;
      shares[moved]! += 1 / n;
    }
    return shares;
  };
  const meanDistance = (tilt: number): number => {
    let sum = 0;
    for (let k = 0; k < 60; k++) sum += histogramDistance(sample(0), sample(tilt)).l1;
    return sum / 60;
  };
  const floor = meanDistance(0);
  const limit = 1.5 * floor;
  // Moving a share of half the bins makes a distance of that share.
  expect(meanDistance(smallestSeen(floor, limit)) / limit).toBeCloseTo(1, 1);
});
