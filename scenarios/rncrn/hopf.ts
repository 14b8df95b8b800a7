import { type FieldPoint, target } from 'crn-grid';

/** The normal form of a Hopf bifurcation, moved to (5, 5) and λ = 2. */
const field = ({ x: [x1, x2], lambda: [l] }: FieldPoint) => {
  const [u, v] = [x1! - 5, x2! - 5];
  const grow = l! - 2 - u * u - v * v;
  return [grow * u - v, grow * v + u];
};

/**
 * A family of fields with a Hopf bifurcation, which the network inherits: rest for λ < 2, a
 * cycle of radius √(λ − 2) and period 2π beyond.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'hopf',
  perceptrons: 5,
  region: [
    [3.5, 6.5],
    [3.5, 6.5],
  ],
  lambda: [[1, 3]],
  learn: { field, points: 17, lambdaPoints: 9 },
  time: 60,
  expect: [
    { kind: 'equilibrium', lambda: [1], at: [5, 5], within: 0.2, stable: true },
    { kind: 'equilibrium', lambda: [3], at: [5, 5], within: 0.2, stable: false },
    {
      kind: 'cycle',
      lambda: [3],
      from: [
        [5.2, 5],
        [6.2, 6.2],
      ],
      period: 2 * Math.PI,
      within: 0.03,
      extents: [
        [4, 6],
        [4, 6],
      ],
      extentsWithin: 0.1,
    },
    { kind: 'changes', along: [[1], [3]], count: 1, first: 0.5, within: 0.075, from: [[5.4, 5]] },
  ],
});
