import { expect, test } from 'vitest';
import {
  activation,
  activationLevel,
  activationRoot,
  activationSlope,
} from '../../../../src/learning/rncrn/field/activation.ts';

const cases = [-1e6, -300, -2, -1e-3, 0, 1e-3, 2, 300, 1e6].flatMap((s) =>
  [
    [1, 1],
    [0.004, 13631],
    [436, 1.7],
  ].map(([gamma, tau]) => [s, gamma!, tau!] as const),
);

/** γ + s·y − τ·y², relative to its largest part. */
function imbalance(s: number, gamma: number, tau: number, y: number): number {
  return Math.abs(gamma + y * (s - tau * y)) / Math.max(gamma, Math.abs(s * y), tau * y * y);
}

test.each(cases)('σ(%d; %d, %d) is at rest to the last bits', (s, gamma, tau) => {
  expect(imbalance(s, gamma, tau, activation(s, gamma, tau))).toBeLessThan(1e-15);
});

test('control: the textbook formula is not, for s far below 0', () => {
  const textbook = (-1e6 + activationRoot(-1e6, 1, 1)) / 2;
  expect(imbalance(-1e6, 1, 1, textbook)).toBeGreaterThan(1e-6);
});

test('limits: √(γ/τ) at 0, s/τ far above, γ/|s| far below', () => {
  expect(activation(0, 9, 4)).toBe(1.5);
  expect(activation(1e9, 2, 4)).toBeCloseTo(2.5e8, 0);
  expect(activation(-1e9, 2, 4)).toBeCloseTo(2e-9, 20);
});

test.each([
  [-3, 0.5, 2],
  [0, 1, 1],
  [4, 2, 0.7],
] as const)('derivatives at (%d; %d, %d) are those of finite differences', (s, gamma, tau) => {
  const root = activationRoot(s, gamma, tau);
  const level = activationLevel(s, gamma, tau, root);
  const h = 1e-5;
  const slope = (f: (d: number) => number) => (f(h) - f(-h)) / (2 * h);
  const ds = (at: number) => activationSlope.s(activation(at, gamma, tau), activationRoot(at, gamma, tau));
  expect(activationSlope.s(level, root)).toBeCloseTo(
    slope((d) => activation(s + d, gamma, tau)),
    8,
  );
  expect(activationSlope.gamma(root)).toBeCloseTo(
    slope((d) => activation(s, gamma + d, tau)),
    8,
  );
  expect(activationSlope.tau(level, root)).toBeCloseTo(
    slope((d) => activation(s, gamma, tau + d)),
    8,
  );
  expect(activationSlope.ss(gamma, root)).toBeCloseTo(
    slope((d) => ds(s + d)),
    8,
  );
});
