/** How weights are moved. */
import type { FreeWeights } from '../free-weights.ts';
import type { NormalEquations } from '../normal-equations.ts';
import { type LevenbergMarquardtSettings, levenbergMarquardt } from './levenberg-marquardt.ts';
import { type MomentSettings, momentDescent } from './moments.ts';

export type Optimiser = LevenbergMarquardtSettings | MomentSettings;

/** Called after every iteration. @returns whether to go on */
export type OnIteration = (iteration: number, cost: number) => boolean;

export interface Descent {
  /** Of the weights that are left: the best that were met. */
  readonly cost: number;
  /** Cost before the first and after every iteration that was kept. */
  readonly losses: readonly number[];
  readonly ended: 'settled' | 'out of iterations' | 'stopped';
}

/** Leaves the free weights at the best that were met. */
export function descend(
  optimiser: Optimiser,
  equations: NormalEquations,
  free: FreeWeights,
  onIteration: OnIteration,
): Descent {
  return optimiser.kind === 'levenberg-marquardt'
    ? levenbergMarquardt(equations, free, optimiser, onIteration)
    : momentDescent(equations, free, optimiser, onIteration);
}
