/** One start of a fit, from its first weights to where it ends: a function of the problem and two numbers. */
import { type Rncrn, rncrn } from '../model.ts';
import { descend, type OnIteration, type Optimiser } from './descent/optimiser.ts';
import { FreeWeights } from './free-weights.ts';
import { initialModel } from './initial.ts';
import { NormalEquations } from './normal-equations.ts';
import type { FitProblem } from './problem.ts';

/** How a start went; plain data. */
export interface StartResult {
  /** Its number: with the seed, all that decides it. */
  readonly start: number;
  /** Loss and penalty at the end. */
  readonly cost: number;
  readonly losses: readonly number[];
  readonly ended: 'settled' | 'out of iterations' | 'stopped';
  readonly model: Rncrn;
}

/** @param onIteration  returns whether to go on */
export function fitStart(
  problem: FitProblem,
  optimiser: Optimiser,
  seed: number,
  start: number,
  onIteration: OnIteration = () => true,
): StartResult {
  return { start, ...improve(initialModel(problem, seed, start), problem, optimiser, onIteration) };
}

/**
 * Goes on from a model, which may have been fitted to something else: to other points, or
 * at another mu.
 */
export function improve(
  model: Rncrn,
  problem: FitProblem,
  optimiser: Optimiser,
  onIteration: OnIteration = () => true,
): Omit<StartResult, 'start'> {
  const free = new FreeWeights(model);
  const descent = descend(optimiser, new NormalEquations(problem, free), free, onIteration);
  return { ...descent, model: free.weights.model() };
}

/** The same model from plain data: classes of arrays survive the way between threads, frozen objects do not. */
export function revived(result: StartResult): StartResult {
  return { ...result, model: rncrn(result.model) };
}
