import { describe, expect, test } from 'vitest';
import { bend, logMass, unbend } from '../../../../../src/kernels/learned/heads/integer/bell.ts';
import { normalCdf } from '../../../../../src/numerics/statistics.ts';

const places = Array.from({ length: 161 }, (_, i) => (i - 80) / 10);

test('it is the normal law but for 2.4e-4; control: another bend is not', () => {
  const worst = (cdf: (x: number) => number): number =>
    Math.max(...places.map((x) => Math.abs(cdf(x) - normalCdf(x))));
  const bent = (kappa: number) => (x: number) => 1 / (1 + Math.exp(-x * Math.sqrt(kappa + (x * x) / 4)));
  expect(worst((x) => Math.exp(logMass(Number.NEGATIVE_INFINITY, x)))).toBeLessThan(2.4e-4);
  expect(worst(bent(bend))).toBeLessThan(2.4e-4);
  expect(worst(bent(1.01 * bend))).toBeGreaterThan(2.4e-4);
});

describe('the mass of an interval', () => {
  test('sums to 1 over a row of them', () => {
    for (const width of [0.02, 0.3, 5, 40]) {
      let sum = 0;
      for (let n = -300; n <= 300; n++) {
        const low = n === -300 ? Number.NEGATIVE_INFINITY : (n - 0.5) / width;
        const high = n === 300 ? Number.POSITIVE_INFINITY : (n + 0.5) / width;
        sum += Math.exp(logMass(low, high));
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
    }
  });

  test('keeps its digits where the interval is short, and far out', () => {
    const density = (x: number): number => {
      const root = Math.sqrt(bend + (x * x) / 4);
      const g = x * root;
      return (root + (x * x) / (4 * root)) / (2 * Math.cosh(g / 2)) ** 2;
    };
    for (const x of [-6, -1, 0, 0.3, 4])
      expect(Math.exp(logMass(x, x + 1e-7)) / (1e-7 * density(x + 5e-8))).toBeCloseTo(1, 7);
    // Of tails that double precision has no numbers for, the logarithm is there: −x²/2 and less.
    expect(logMass(60, 61)).toBeLessThan(-1800);
    expect(logMass(60, 61)).toBeGreaterThan(-1830);
    expect(logMass(-61, -60)).toBeCloseTo(logMass(60, 61), 9);
  });
});

test('its inverse gives the place back', () => {
  for (const x of places) expect(unbend(x * Math.sqrt(bend + (x * x) / 4))).toBeCloseTo(x, 12);
});
