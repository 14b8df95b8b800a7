import { type FieldPoint, target } from 'crn-grid';

const field = ({ x: [x1, x2], lambda: [l] }: FieldPoint) => {
  const [u, v] = [x1! - 5, x2! - 5];
  return [(l! - 2.8) * u + v - 1.2 * u * v + 1.5 * v * v, u - 0.8 * v - 0.8 * v * v];
};

/**
 * A cycle that grows with λ until it meets the saddle at (5, 5), at λ = 2, and is gone: its
 * period goes to infinity there.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'homoclinic',
  perceptrons: 10,
  region: [
    [3.5, 6.5],
    [3.5, 6.5],
  ],
  lambda: [[1.9, 2.1]],
  learn: [
    { field, points: 25, lambdaPoints: 3 },
    // The loop and its saddle, where thousandths decide.
    {
      field,
      region: [
        [4.5, 5.3],
        [4, 5.3],
      ],
      points: 25,
      lambdaPoints: 3,
      weight: 30,
    },
  ],
  time: 150,
  expect: [
    { kind: 'equilibrium', lambda: [2], at: [5, 5], within: 0.03, stable: false },
    { kind: 'equilibrium', lambda: [2], at: [4.8222, 4.3333], within: 0.03, stable: false },
    { kind: 'equilibrium', lambda: [2], at: [5.7031, 5.5625], within: 0.03, stable: true },
    { kind: 'cycle', lambda: [1.9], from: [[4.75, 4.3]], period: 9.068, within: 0.05 },
    { kind: 'cycle', lambda: [1.95], from: [[4.75, 4.3]], period: 11.118, within: 0.1 },
    { kind: 'cycle', lambda: [1.98], from: [[4.75, 4.3]], period: 14.7, within: 0.15 },
    { kind: 'rest', lambda: [2.01], from: [[4.75, 4.3]], at: [5.71, 5.57], within: 0.06 },
    // The focus turns into the cycle long before, so the one change is its end.
    { kind: 'changes', along: [[1.97], [2.03]], count: 1, first: 0.5, within: 0.17, from: [[4.75, 4.3]] },
  ],
  calibrate: false,
  train: { starts: 4 },
});
