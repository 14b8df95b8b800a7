/** A thread of a fit: makes one start after the other. */
import { type ActorFailure, toFailure } from '../../../pool/actors.ts';
import type { Optimiser } from './descent/optimiser.ts';
import type { FitProblem } from './problem.ts';
import { fitStart, type StartResult } from './start.ts';

export interface StartWork {
  readonly problem: FitProblem;
  readonly optimiser: Optimiser;
  readonly seed: number;
  readonly start: number;
  /** One word of shared memory: not 0 once the fit is stopped. */
  readonly stop: Int32Array;
}

export default function startWorker({
  problem,
  optimiser,
  seed,
  start,
  stop,
}: StartWork): StartResult | ActorFailure {
  try {
    return fitStart(problem, optimiser, seed, start, () => Atomics.load(stop, 0) === 0);
  } catch (error) {
    return toFailure(error);
  }
}
