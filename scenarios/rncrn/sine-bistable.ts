import { target } from 'crn-grid';

/**
 * One species with the field sin x: two stable states, π and 3π, and 2π between them.
 *
 * Source: Dack, Qureshi, Ouldridge, Plesa 2024, arXiv 2406.03456.
 */
export default target({
  name: 'sine-bistable',
  perceptrons: 3,
  region: [[1, 12]],
  learn: { field: ({ x: [x] }) => Math.sin(x!) },
  time: 30,
  expect: [
    { kind: 'equilibrium', at: [Math.PI], within: 0.15, stable: true },
    { kind: 'equilibrium', at: [2 * Math.PI], within: 0.15, stable: false },
    { kind: 'equilibrium', at: [3 * Math.PI], within: 0.15, stable: true },
    { kind: 'count', stable: 2, unstable: 1 },
    { kind: 'rest', from: [[Math.PI / 2], [(3 * Math.PI) / 2]], at: [Math.PI], within: 0.15 },
    { kind: 'rest', from: [[(5 * Math.PI) / 2], [(11 * Math.PI) / 2]], at: [3 * Math.PI], within: 0.15 },
  ],
});
