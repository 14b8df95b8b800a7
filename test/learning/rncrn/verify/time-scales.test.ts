import { expect, test } from 'vitest';
import { withMu } from '../../../../src/learning/rncrn/train/calibrate.ts';
import { deviationAt, findTimeScale } from '../../../../src/learning/rncrn/verify/time-scales.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

const job = {
  region: [
    [0.8, 3.2],
    [0.8, 3.2],
  ],
  lambdas: [[]],
  starts: [[2.7, 2.6]],
  time: 6,
  tolerance: 0.02,
} as const;

test('deviation goes with mu, and the search stops at the first that is small enough', () => {
  const circle = published('circle');
  const found = findTimeScale(circle, job);
  expect(found.deviation).toBeLessThanOrEqual(job.tolerance);
  expect(found.tried.slice(0, -1).every(({ deviation }) => deviation > job.tolerance)).toBe(true);
  expect(found.tried.length).toBeGreaterThan(1);
  // First order in mu; control: at a mu ten times as large it is not small enough.
  const at = (mu: number): number => deviationAt(withMu(circle, mu), job);
  expect(at(found.mu / 4) / at(found.mu)).toBeCloseTo(0.25, 1);
  expect(at(10 * found.mu)).toBeGreaterThan(job.tolerance);
});
