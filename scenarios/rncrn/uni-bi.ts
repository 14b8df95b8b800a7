import { target } from 'crn-grid';

/**
 * A switch: two stable states at λ = 0, one at λ = 1. What happens between is not said, and
 * the network invents a bifurcation; the border points in throughout, so that nothing runs away.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'uni-bi',
  perceptrons: 3,
  region: [[1, 9]],
  lambda: [[0, 1]],
  learn: [
    { code: [1], field: ({ x: [x] }) => 6 * (5 - x!) },
    { code: [0], field: ({ x: [x] }) => -(x! - 2) * (x! - 5) * (x! - 8) },
    { confine: { from: [0.1], to: [0.9], steps: 9 }, speed: 10 },
  ],
  time: 6,
  expect: [
    { kind: 'equilibrium', lambda: [0], at: [2], within: 0.2, stable: true },
    { kind: 'equilibrium', lambda: [0], at: [5], within: 0.2, stable: false },
    { kind: 'equilibrium', lambda: [0], at: [8], within: 0.2, stable: true },
    { kind: 'count', lambda: [0], stable: 2, unstable: 1 },
    { kind: 'equilibrium', lambda: [1], at: [5], within: 0.2, stable: true },
    { kind: 'count', lambda: [1], stable: 1, unstable: 0 },
    { kind: 'changes', along: [[0], [1]], count: 1 },
  ],
});
