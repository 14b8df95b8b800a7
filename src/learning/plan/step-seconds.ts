/** How long an exact step takes, without what it takes to begin. */
import { ssa } from '../../kernels/specs.ts';
import type { Crew } from '../crew.ts';
import { type Starts, sliceStarts } from '../data/starts.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';

export interface StepSecondsJob {
  readonly crew: Crew;
  readonly starts: Starts;
  readonly dt: number;
  readonly seed: number;
  /** What the steps that are measured take together, at the least. */
  readonly wanted: number;
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's clock. */
  readonly clock?: Stopwatch;
}

const mostStarts = 32;
/** No kernel takes so many times what is wanted to begin. */
const dear = 20;
/** Counts that are drawn at a time, at most. */
const mostCounts = 2e7;

/**
 * Seconds of one exact step, on all threads. Each call of a crew opens a kernel, which is compiled: the
 * difference of two sizes is what steps take.
 */
export async function stepSeconds(job: StepSecondsJob): Promise<number> {
  const { crew, starts, dt, seed, wanted, signal, clock = stopwatch() } = job;
  const { rows, counts, rates } = sliceStarts(starts, 0, Math.min(starts.rows, mostStarts));
  const taken = async (trajectories: number): Promise<number> => {
    clock();
    const chains = { spec: ssa(), starts: counts, rates, lags: [1], dt, seed, trajectories };
    await crew.chains(chains, undefined, signal);
    return clock();
  };
  // The first one waits for threads and compilers; where it takes much longer than these, the steps are dear.
  const first = await taken(1);
  if (first >= dear * wanted) return first / rows;
  const few = await taken(1);
  for (let trajectories = 4; ; trajectories *= 4) {
    const more = (await taken(trajectories)) - few;
    const last = 4 * trajectories * counts.length > mostCounts;
    if (more >= wanted || last) return Math.max(more, 1e-9) / (rows * (trajectories - 1));
  }
}
