import { expect, test } from 'vitest';
import { poissonWeights } from '../../../../src/cme/fsp/exponential/poisson-weights.ts';
import { poissonLaw } from '../../../support/laws.ts';

test.each([0, 1e-9, 0.3, 1, 7.5, 300, 5000.5, 1e6])('mean %f: the Poisson law but for its tails', (mean) => {
  const { from, weights } = poissonWeights(mean, 1e-12);
  const sum = weights.reduce((a, b) => a + b, 0);
  expect(sum).toBeLessThanOrEqual(1 + 1e-13);
  expect(sum).toBeGreaterThanOrEqual(1 - 1.1e-12);
  const average = weights.reduce((a, w, k) => a + w * (from + k), 0);
  expect(Math.abs(average - mean)).toBeLessThan(1e-9 * (1 + mean));
  if (mean > 0 && mean < 6000) {
    const law = poissonLaw(mean);
    weights.forEach((w, k) => expect(Math.abs(w - law[from + k]!)).toBeLessThan(1e-10 * w + 1e-300));
  }
});

test('fewer weights where more may be lost', () => {
  expect(poissonWeights(100, 1e-3).weights.length).toBeLessThan(
    poissonWeights(100, 1e-12).weights.length / 1.5,
  );
});
