import { type FieldPoint, target } from 'crn-grid';

/** Bessel's J₀ by its integral: a mean over half a turn is exact to rounding for x below 40. */
function bessel0(x: number): number {
  let sum = 0;
  for (let k = 0; k < 64; k++) sum += Math.cos(x * Math.sin((Math.PI * (k + 0.5)) / 64));
  return sum / 64;
}

const field = ({ x: [x1, x2] }: FieldPoint) => [6 + 4 * bessel0(1.5 * x1!) - x2!, x1! - 4];

/**
 * An oscillator whose field is a Bessel function: a cycle around an unstable focus at (4, 6.6).
 *
 * Source: Dack, Qureshi, Ouldridge, Plesa 2024, arXiv 2406.03456.
 */
export default target({
  name: 'bessel',
  perceptrons: 6,
  region: [
    [0.1, 12],
    [0.1, 12],
  ],
  learn: [
    { field },
    // Where the cycle runs, it must be right.
    {
      field,
      region: [
        [0.9, 7.4],
        [2, 9.2],
      ],
      weight: 3,
    },
  ],
  time: 60,
  expect: [
    { kind: 'equilibrium', at: [4, 6.603], within: 0.4, stable: false },
    {
      kind: 'cycle',
      from: [[2, 4]],
      period: 7.0234,
      within: 0.05,
      extents: [
        [1.362, 6.79],
        [2.597, 8.621],
      ],
      extentsWithin: 0.8,
    },
  ],
});
