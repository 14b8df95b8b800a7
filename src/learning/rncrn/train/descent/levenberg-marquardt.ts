/**
 * Damped Gauss–Newton: small networks on least squares in tens to hundreds of iterations,
 * where gradients alone need ten thousands.
 *
 * Sources: Levenberg 1944, doi 10.1090/qam/10666; Marquardt 1963, doi 10.1137/0111030.
 */

import type { FreeWeights } from '../free-weights.ts';
import type { NormalEquations } from '../normal-equations.ts';
import { Cholesky } from './cholesky.ts';
import type { Descent, OnIteration } from './optimiser.ts';

export interface LevenbergMarquardtSettings {
  readonly kind: 'levenberg-marquardt';
  /** At most. */
  readonly iterations: number;
  /** Stops where the cost falls by less than this share of it. */
  readonly tolerance: number;
}

const [firstDamping, mostDamping, leastDamping] = [1e-2, 1e12, 1e-12];
const [onReject, onAccept] = [4, 1 / 3];

/** Moves the free weights downhill: every step that is kept lowers the cost. */
export function levenbergMarquardt(
  equations: NormalEquations,
  free: FreeWeights,
  { iterations, tolerance }: Omit<LevenbergMarquardtSettings, 'kind'>,
  onIteration: OnIteration,
): Descent {
  const n = free.length;
  const cholesky = new Cholesky(n);
  const step = new Float64Array(n);
  let damping = firstDamping;
  let cost = equations.build();
  let here = free.values;
  const losses = [cost];
  for (let done = 0; done < iterations; done++) {
    const before = cost;
    let improved = false;
    while (!improved && damping < mostDamping) {
      improved = solved(equations, cholesky, damping, step);
      if (improved) {
        free.set(here.map((value, k) => value - step[k]!));
        const reached = equations.cost();
        improved = reached < before;
        if (improved) cost = reached;
      }
      damping = improved ? Math.max(leastDamping, damping * onAccept) : damping * onReject;
    }
    if (!improved) {
      free.set(here);
      return { cost, losses, ended: 'settled' };
    }
    here = free.values;
    losses.push(cost);
    if (before - cost <= tolerance * before) return { cost, losses, ended: 'settled' };
    if (!onIteration(done + 1, cost)) return { cost, losses, ended: 'stopped' };
    equations.build();
  }
  return { cost, losses, ended: 'out of iterations' };
}

/** The step of a damping. @returns false where there is none */
function solved(
  { matrix, gradient }: NormalEquations,
  cholesky: Cholesky,
  damping: number,
  step: Float64Array,
): boolean {
  const n = gradient.length;
  cholesky.matrix.set(matrix);
  // A weight that moves nothing has no diagonal of its own.
  for (let k = 0; k < n; k++) cholesky.matrix[k * n + k]! += damping * (matrix[k * n + k]! + 1e-12);
  if (!cholesky.factor()) return false;
  step.set(gradient);
  cholesky.solve(step);
  return step.every(Number.isFinite);
}
