/** Verdicts for tests that do not judge. */
import type { Verdict } from '../../../src/kernels/abstraction.ts';

export const passed: Verdict = {
  pass: true,
  failures: [],
  distances: [],
  violations: { support: 0, conservation: 0, negative: 0, absorbing: 0 },
  limits: {},
  states: 1,
  trajectories: 1,
  seed: 1,
};
