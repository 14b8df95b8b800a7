/** Verdicts for tests that do not judge. */
import type { Verdict } from '../../../src/kernels/verdict.ts';

export const passed: Verdict = {
  pass: true,
  failures: [],
  rule: 'ours',
  bins: 200,
  distances: [],
  published: [],
  checks: [],
  dwells: [],
  violations: { support: 0, conservation: 0, negative: 0, absorbing: 0 },
  transitions: 1,
  atRest: 0,
  outside: [],
  limits: {},
  lags: [1],
  states: 1,
  asked: 1,
  trajectories: 1,
  seed: 1,
  complete: true,
};
