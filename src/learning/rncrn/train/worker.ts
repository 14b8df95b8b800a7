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
  /** Shared memory: a word that is not 0 once the fit is stopped, then one for each start, its iterations so far. */
  readonly shared: Int32Array;
}

export default function startWorker({
  problem,
  optimiser,
  seed,
  start,
  shared,
}: StartWork): StartResult | ActorFailure {
  try {
    return fitStart(problem, optimiser, seed, start, (iteration) => {
      Atomics.store(shared, 1 + start, iteration);
      return Atomics.load(shared, 0) === 0;
    });
  } catch (error) {
    return toFailure(error);
  }
}
