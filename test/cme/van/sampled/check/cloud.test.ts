import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../../src/cme/job.ts';
import { Backward } from '../../../../../src/cme/van/sampled/check/backward.ts';
import { cloudBack, logMean } from '../../../../../src/cme/van/sampled/check/cloud.ts';
import { reference } from '../../../../../src/cme/van/sampled/check/reference.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';
import { poissonLaw } from '../../../../support/laws.ts';

const limits = Float64Array.of(50);
const time = 0.4;

/** Clouds back from n: what they say of the probability to be there after a time, mean and standard error. */
function estimate(n: number, birth: number, guess: (k: number) => number) {
  const job = openJob(
    'van',
    {
      network: crn('0 -> X @ birth\nX -> 0 @ 1'),
      rates: { birth },
      start: { X: 5 },
      limits: { X: 50 },
    } as never,
    time,
  );
  const backward = new Backward(job);
  const before = poissonLaw(5);
  const stream = new Stream().open(3, 0, 0, Purpose.check);
  const h = reference(
    Float64Array.from({ length: 51 }, (_, k) => guess(k)),
    limits,
  );
  const stages = Array.from({ length: 4 }, (_, k) => ({
    duration: time / 4,
    middle: backward.moment(((k + 0.5) * time) / 4),
    reference: h,
  }));
  const clouds = Array.from({ length: 400 }, () => {
    const { states, weights, scale } = cloudBack(backward, Int32Array.of(n), 16, stages, stream);
    return Math.exp(scale + logMean(weights.map((w, p) => w + Math.log(before[states[p]!] ?? 0))));
  });
  const mean = clouds.reduce((a, b) => a + b) / clouds.length;
  const variance = clouds.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (clouds.length - 1);
  return { mean, error: Math.sqrt(variance / clouds.length) };
}

/** Poisson of mean 5 stays Poisson, on its way to 10. */
const exact = poissonLaw(5 * Math.exp(-time) + 10 * (1 - Math.exp(-time)));

describe('clouds of paths that go back', () => {
  // Chance of 1e-9 is at 6.2 standard errors; a little more, for they are estimated.
  test.each([
    ['near the law', (k: number) => 1e6 * (exact[k] ?? 0)],
    ['far from it', (k: number) => 1e3 * (poissonLaw(12)[k] ?? 0)],
  ])('are right by a reference %s', (_, guess) => {
    for (const n of [0, 4, 9, 15]) {
      const { mean, error } = estimate(n, 10, guess);
      expect(Math.abs(mean - exact[n]!)).toBeLessThan(7 * error);
      expect(error / exact[n]!).toBeLessThan(0.1);
    }
  });

  test('control: rates 10 % off are not', () => {
    const { mean, error } = estimate(15, 11, (k) => 1e6 * (exact[k] ?? 0));
    expect(Math.abs(mean - exact[15]!)).toBeGreaterThan(7 * error);
  });

  test('a limit reflects them too', () => {
    const job = openJob(
      'van',
      { network: crn('0 -> X @ 3\nX -> 0 @ 1'), rates: {}, start: {}, limits: { X: 1 } } as never,
      1,
    );
    const backward = new Backward(job);
    const stream = new Stream().open(4, 0, 0, Purpose.check);
    const h = reference(Float64Array.of(1000, 1500), Float64Array.of(1));
    const stages = [{ duration: 0.3, middle: backward.moment(0), reference: h }];
    const found = Array.from({ length: 3000 }, () => {
      const { states, weights, scale } = cloudBack(backward, Int32Array.of(1), 8, stages, stream);
      return Math.exp(
        scale + logMean(weights.map((w, p) => (states[p] === 0 ? w : Number.NEGATIVE_INFINITY))),
      );
    });
    // Two states, from the lower one: 3/4 (1 − e^{−4t}). Of 24 000 paths seven standard errors are below 0.03.
    const mean = found.reduce((a, b) => a + b) / found.length;
    expect(Math.abs(mean - 0.75 * (1 - Math.exp(-1.2)))).toBeLessThan(0.03);
  });
});
