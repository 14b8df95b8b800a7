import { expect, test } from 'vitest';
import { afterEpoch, fullStrategy, learningRate, restarts } from '../../../src/learning/fit/strategy.ts';

const place = { done: 0, updates: 0, drops: 0 };

test('cosine rises, then falls to a hundredth', () => {
  const rate = (done: number) => learningRate({ kind: 'cosine' }, 0.1, { ...place, done });
  expect(rate(0)).toBeLessThan(0.01);
  expect(rate(0.03)).toBeCloseTo(0.1, 9);
  expect(rate(0.515)).toBeCloseTo(0.1 * (0.01 + 0.99 / 2), 9);
  expect(rate(1)).toBeCloseTo(0.001, 9);
});

test('tolerance-drop multiplies by 0.3 after seven epochs that were no better, down to its least', () => {
  const strategy = fullStrategy('tolerance-drop');
  let patience = { stale: 0, drops: 0 };
  const drops = Array.from({ length: 15 }, (_, epoch) => {
    patience = afterEpoch(strategy, patience, epoch === 3);
    return patience.drops;
  });
  expect(drops).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2]);
  const rate = (n: number) => learningRate(strategy, 1e-4, { ...place, drops: n });
  expect([rate(0), rate(2), rate(20)]).toEqual([1e-4, 1e-4 * 0.3 ** 2, 1e-7]);
  // No other strategy drops.
  expect(afterEpoch({ kind: 'cosine' }, { stale: 50, drops: 0 }, false)).toEqual({ stale: 51, drops: 0 });
});

test('exp-decay follows its formula, and restarts', () => {
  const strategy = fullStrategy({ kind: 'exp-decay', cosSteps: 100 });
  const rate = (updates: number) => learningRate(strategy, 1e-3, { ...place, updates });
  expect(rate(0)).toBeCloseTo(1e-3 + 1e-7, 12);
  expect(rate(50)).toBeCloseTo(1e-3 * Math.exp(-0.005) * Math.cos(Math.PI / 4) + 1e-7, 12);
  expect(rate(100)).toBeCloseTo(1e-3 * Math.exp(-0.01) + 1e-7, 12);
  expect([0, 99, 100, 101, 200].map((n) => restarts(strategy, n))).toEqual([false, false, true, false, true]);
  const plain = fullStrategy({ kind: 'exp-decay', cosSteps: 0 });
  expect(learningRate(plain, 1e-3, { ...place, updates: 70 })).toBeCloseTo(
    1e-3 * Math.exp(-0.007) + 1e-7,
    12,
  );
  expect(restarts(plain, 100)).toBe(false);
});
