import { expect, test } from 'vitest';
import { stochasticLevel } from '../../../../../src/learning/rncrn/chemistry/compile/stochastic-level.ts';
import { activation } from '../../../../../src/learning/rncrn/field/activation.ts';

test.each([
  [0, 0, [1.4331, 1.026, 1.0025, 1.0003]],
  [5, 5, [0.5574, 0.906, 0.99, 0.999]],
  [20, 15, [0.9969, 4.8748, 5.1657, 5.1899]],
] as const)('driven up by %d and down by %d, in volumes of 1 to 1000', (plus, minus, means) => {
  means.forEach((mean, i) => {
    expect(stochasticLevel(plus, minus, 1, 1, 10 ** i)).toBeCloseTo(mean, 4);
  });
});

test('without drive the law is known: Bessel functions I₀(2)/I₁(2)', () => {
  let [zero, one, term] = [0, 0, 1];
  for (let k = 0; k < 30; k++) {
    zero += term;
    one += term / (k + 1);
    term /= (k + 1) ** 2;
  }
  expect(stochasticLevel(0, 0, 1, 1, 1)).toBeCloseTo(zero / one, 13);
});

test('with a large volume it is the activation, whatever the scales', () => {
  expect(stochasticLevel(300, 100, 40, 110, 1e5) / activation(200, 40, 110)).toBeCloseTo(1, 4);
  expect(stochasticLevel(1, 90, 0.5, 2, 1e5) / activation(-89, 0.5, 2)).toBeCloseTo(1, 2);
});

test('two humps: the rare one is counted too', () => {
  // In a small volume the perceptron is nearly always empty, or crowded.
  const level = stochasticLevel(60, 40, 1e-4, 1, 1);
  expect(level).toBeGreaterThan(0);
  expect(level).toBeLessThan(activation(20, 1e-4, 1));
});

test('what cannot be is refused', () => {
  expect(() => stochasticLevel(-1, 0, 1, 1, 1)).toThrow(/Give plus, minus ≥ 0/);
  expect(() => stochasticLevel(0, 0, 1, 1, Number.NaN)).toThrow(/Give plus, minus ≥ 0/);
});
