import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { binomial, conditionals, multinomial, poisson } from '../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { misfit } from '../support/chi-square.ts';

const draws = 200_000;
const stream = (step: number): Stream => new Stream().open(11, step, 0, Purpose.analysis);

/** log n!, summed: independent of the sampler's Stirling series. */
const logFactorials = new Float64Array(20_001);
for (let i = 1; i < logFactorials.length; i++) logFactorials[i] = logFactorials[i - 1]! + Math.log(i);

function binomialLaw(n: number, p: number): Float64Array {
  const f = logFactorials;
  return Float64Array.from({ length: n + 1 }, (_, k) =>
    Math.exp(f[n]! - f[k]! - f[n - k]! + k * Math.log(p) + (n - k) * Math.log1p(-p)),
  );
}

function poissonLaw(mean: number): Float64Array {
  const length = Math.ceil(mean + 40 + 12 * Math.sqrt(mean));
  return Float64Array.from({ length }, (_, k) => Math.exp(-mean + k * Math.log(mean) - logFactorials[k]!));
}

function tally(length: number, draw: () => number): Int32Array {
  const counts = new Int32Array(length);
  for (let i = 0; i < draws; i++) counts[draw()]!++;
  return counts;
}

// Both methods, their border at a mean of 10, both sides of p = ½, tiny p, and large n.
describe.each([
  [1, 0.3],
  [7, 0.02],
  [30, 0.3],
  [30, 0.4],
  [25, 0.9],
  [200, 0.5],
  [1000, 0.011],
  [20_000, 1e-4],
  [20_000, 0.37],
])('binomial(%i, %f)', (n, p) => {
  test('has the binomial law', () => {
    const s = stream(1);
    expect(
      misfit(
        tally(n + 1, () => binomial(s, n, p)),
        binomialLaw(n, p),
      ),
    ).toBeLessThan(1);
  });

  test('control: p 10 % off is caught', () => {
    const s = stream(2);
    const off = p > 0.5 ? 1 - 1.1 * (1 - p) : 1.1 * p;
    expect(
      misfit(
        tally(n + 1, () => binomial(s, n, off)),
        binomialLaw(n, p),
      ),
    ).toBeGreaterThan(1);
  });
});

describe.each([0.05, 1, 9.9, 10, 35, 4000])('poisson(%f)', (mean) => {
  const law = poissonLaw(mean);

  test('has the Poisson law', () => {
    const s = stream(3);
    expect(
      misfit(
        tally(law.length, () => poisson(s, mean)),
        law,
      ),
    ).toBeLessThan(1);
  });

  test('control: a mean 10 % off is caught', () => {
    const s = stream(4);
    const seen = tally(2 * law.length, () => poisson(s, 1.1 * mean));
    expect(
      misfit(
        seen,
        Float64Array.from({ length: seen.length }, (_, k) => law[k] ?? 0),
      ),
    ).toBeGreaterThan(1);
  });
});

test('huge means keep mean and variance', () => {
  // z of 6.1: a false-alarm chance of 1e-9. The variance of a sample variance is 2σ⁴/n.
  const n = 2e9;
  const p = 0.2;
  for (const [draw, mean, variance] of [
    [(s: Stream) => binomial(s, n, p), n * p, n * p * (1 - p)],
    [(s: Stream) => poisson(s, 1e9), 1e9, 1e9],
  ] as const) {
    const s = stream(5);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const d = draw(s) - mean;
      sum += d;
      squares += d * d;
    }
    expect(Math.abs(sum / draws / Math.sqrt(variance / draws))).toBeLessThan(6.1);
    expect(Math.abs(squares / draws / variance - 1) / Math.sqrt(2 / draws)).toBeLessThan(6.1);
    // Control: the true mean is not even 0.1 % of itself away.
    expect(Math.abs((sum / draws + 0.001 * mean) / Math.sqrt(variance / draws))).toBeGreaterThan(6.1);
  }
});

describe('multinomial', () => {
  const weights = [4, 0, 3, 2, 1, 0];
  const sum = 10;

  test('each class has its binomial law, and every item is in one', () => {
    const s = stream(6);
    const chances = conditionals(weights);
    const out = new Int32Array(weights.length);
    const seen = weights.map(() => new Int32Array(41));
    for (let i = 0; i < draws; i++) {
      out.fill(0);
      const used = multinomial(s, 40, chances, out);
      if (used > 5 || out.reduce((a, b) => a + b) !== 40) throw new Error('an item is lost or misplaced');
      out.forEach((k, c) => {
        seen[c]![k]!++;
      });
    }
    weights.forEach((w, c) => {
      if (w === 0) expect(seen[c]![0]).toBe(draws);
      else expect(misfit(seen[c]!, binomialLaw(40, w / sum))).toBeLessThan(1);
    });
    expect(misfit(seen[0]!, binomialLaw(40, (1.1 * weights[0]!) / sum))).toBeGreaterThan(1);
  });
});

test('edges of the range are certain', () => {
  const s = stream(7);
  expect(binomial(s, 0, 0.5)).toBe(0);
  expect(binomial(s, 9, 0)).toBe(0);
  expect(binomial(s, 9, 1)).toBe(9);
  expect(binomial(s, 2 ** 52, 1e-300)).toBe(0);
  expect(poisson(s, 0)).toBe(0);
  expect(conditionals([])).toHaveLength(0);
  expect(conditionals([0, 0])).toEqual(new Float64Array(2));
});

test.each([
  ['negative n', () => binomial(stream(8), -1, 0.5)],
  ['NaN n', () => binomial(stream(8), Number.NaN, 0.5)],
  ['p above 1', () => binomial(stream(8), 5, 1.01)],
  ['NaN p', () => binomial(stream(8), 5, Number.NaN)],
  ['negative mean', () => poisson(stream(8), -1)],
  ['infinite mean', () => poisson(stream(8), Number.POSITIVE_INFINITY)],
])('%s is refused', (_, call) => {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(isCrnGridError(thrown, 'KernelError')).toBe(true);
});
