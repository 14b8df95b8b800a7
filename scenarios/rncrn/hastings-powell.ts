import { type FieldPoint, target } from 'crn-grid';

/** A chain of three species, each eaten by the next: chaos in the shape of a teacup. */
const field = ({ x: [x1, x2, x3] }: FieldPoint) => {
  const [eaten, hunted] = [(4 * x1! * x2!) / (1 + 3 * x1!), (4 * x2! * x3!) / (1 + 3 * x2!)];
  return [2.5 * x1! * (1 - 1.5 * x1!) - eaten, -0.4 * x2! + eaten - hunted, -0.6 * x3! + hunted];
};

/**
 * A chaotic food chain. Its field is chemical as it is, so no shift is needed.
 *
 * Source: Dack, Qureshi, Ouldridge, Plesa 2024, arXiv 2406.03456.
 */
export default target({
  name: 'hastings-powell',
  perceptrons: 5,
  region: [
    [0.01, 1],
    [0.01, 1],
    [0.01, 1],
  ],
  learn: [
    { field, points: 7 },
    // Where the attractor lies.
    {
      field,
      region: [
        [0.05, 0.75],
        [0.02, 0.95],
        [0.02, 0.5],
      ],
      points: 10,
      weight: 10,
    },
  ],
  time: 1000,
  expect: [
    { kind: 'equilibrium', at: [0.5579, 0.2727, 0.1976], within: 0.03, stable: false },
    {
      kind: 'wandering',
      from: [[0.25, 0.25, 0.25]],
      mean: [0.49, 0.344, 0.167],
      deviation: [0.152, 0.239, 0.106],
      within: 0.15,
      chaotic: true,
    },
  ],
  train: { firstBeta: 0.01, loss: 'relative', starts: 24, iterations: 400 },
});
