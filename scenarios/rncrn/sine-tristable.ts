import { target } from 'crn-grid';

/**
 * The field sin x again, wide enough for three stable states: π, 3π and 5π.
 *
 * Source: Dack, Qureshi, Ouldridge, Plesa 2024, arXiv 2406.03456.
 */
export default target({
  name: 'sine-tristable',
  perceptrons: 4,
  region: [[1, 18]],
  learn: { field: ({ x: [x] }) => Math.sin(x!) },
  time: 30,
  expect: [
    { kind: 'equilibrium', at: [Math.PI], within: 0.3, stable: true },
    { kind: 'equilibrium', at: [2 * Math.PI], within: 0.3, stable: false },
    { kind: 'equilibrium', at: [3 * Math.PI], within: 0.3, stable: true },
    { kind: 'equilibrium', at: [4 * Math.PI], within: 0.3, stable: false },
    { kind: 'equilibrium', at: [5 * Math.PI], within: 0.3, stable: true },
    { kind: 'count', stable: 3, unstable: 2 },
  ],
});
