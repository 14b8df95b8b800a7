import { expect, test } from 'vitest';
import { divergence } from '../../../../src/learning/rncrn/verify/divergence.ts';
import type { OdeSystem } from '../../../../src/numerics/ode/system.ts';

test('the exponent of the Lorenz attractor, 0.906', () => {
  // Moved by 50, since concentrations are not negative.
  const lorenz: OdeSystem = {
    size: 3,
    f: (_, y, out) => {
      const [a, b, c] = [y[0]! - 50, y[1]! - 50, y[2]!];
      out[0] = 10 * (b - a);
      out[1] = a * (28 - c) - b;
      out[2] = a * b - (8 / 3) * c;
    },
  };
  expect(divergence(lorenz, [51, 52, 20], 150, false)).toBeCloseTo(0.906, 1);
});

test('control: on a cycle about 0, at rest below', () => {
  const hopf = (growth: number): OdeSystem => ({
    size: 2,
    f: (_, y, out) => {
      const [u, v] = [y[0]! - 3, y[1]! - 3];
      const grow = growth - u * u - v * v;
      out[0] = grow * u - v;
      out[1] = grow * v + u;
    },
  });
  expect(Math.abs(divergence(hopf(1), [4, 3], 60, false))).toBeLessThan(1e-3);
  expect(divergence(hopf(-0.5), [3, 3], 60, false)).toBeCloseTo(-0.5, 3);
});
