/**
 * Many starts of one fit, on many threads. Each depends on its own number alone, so the
 * result is the same on any number of threads, and a fit that was stopped goes on with
 * those that were not done.
 */
import { compiled, startActors } from '../../../pool/actors.ts';
import type { Optimiser } from './descent/optimiser.ts';
import type { FitProblem } from './problem.ts';
import { fitStart, revived, type StartResult } from './start.ts';
import type { StartWork } from './worker.ts';

export interface Restarts {
  readonly problem: FitProblem;
  readonly optimiser: Optimiser;
  readonly seed: number;
  /** How many. */
  readonly starts: number;
}

/** A start that is under way. */
export interface Underway {
  readonly start: number;
  /** How many it has made. */
  readonly iteration: number;
}

export interface RestartsRun {
  /** Default: the calling thread, which hears of no signal until a start has ended. */
  readonly threads?: number;
  /** Now and then: all starts that are under way. Told for people: when depends on the clock. */
  readonly onIteration?: (underway: readonly Underway[]) => void;
  /** Starts that are already done; they are not made again. */
  readonly done?: readonly StartResult[];
  /** A start has ended, in the order in which they do; not for those that were done before. */
  readonly onStart?: (result: StartResult) => void | Promise<void>;
  /** Whether a start is good enough: those with higher numbers then do not count, whoever made them. */
  readonly accept?: (result: StartResult) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * All starts, the best first.
 *
 * @throws the reason of `signal` when it is aborted: what is done was told by `onStart`
 * @throws WorkerError where a thread dies
 */
export async function fitRestarts(work: Restarts, run: RestartsRun = {}): Promise<StartResult[]> {
  const { starts } = work;
  const { threads, done = [], onStart, accept, signal } = run;
  const results = new Map(done.map((result) => [result.start, result]));
  const hands = openHands(work, threads === undefined ? 0 : Math.min(threads, starts), run);
  let next = 0;
  let last = starts - 1;
  const judge = (result: StartResult): void => {
    if (result.start <= last && Number.isFinite(result.cost) && accept?.(result)) last = result.start;
  };
  for (const result of [...done].sort((a, b) => a.start - b.start)) judge(result);
  const lane = async (): Promise<void> => {
    while (next <= last) {
      const start = next++;
      if (results.has(start)) continue;
      signal?.throwIfAborted();
      const result = await hands.fit(start);
      signal?.throwIfAborted();
      // Another thread has failed, and is about to be heard of.
      if (result.ended === 'stopped') return;
      results.set(start, result);
      await onStart?.(result);
      judge(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: hands.lanes }, lane));
  } finally {
    await hands.close();
  }
  return [...results.values()]
    .filter(({ start, cost }) => start <= last && Number.isFinite(cost))
    .sort((a, b) => a.cost - b.cost || a.start - b.start);
}

interface Hands {
  readonly lanes: number;
  fit(start: number): Promise<StartResult>;
  close(): Promise<void>;
}

/** Milliseconds between looks at threads. */
const lookEvery = 200;

function openHands(work: Restarts, threads: number, { signal, onIteration }: RestartsRun): Hands {
  const { problem, optimiser, seed, starts } = work;
  if (threads === 0) {
    const fit = async (start: number): Promise<StartResult> => {
      // Between starts the loop turns: signals arrive, and progress is drawn.
      await new Promise((resolve) => setImmediate(resolve));
      return fitStart(problem, optimiser, seed, start, (iteration) => {
        onIteration?.([{ start, iteration }]);
        return true;
      });
    };
    return { lanes: 1, fit, close: async () => {} };
  }
  const shared = new Int32Array(new SharedArrayBuffer(4 * (1 + starts)));
  const halt = (): void => void Atomics.store(shared, 0, 1);
  signal?.addEventListener('abort', halt);
  const underway = new Set<number>();
  const look = onIteration && setInterval(() => onIteration(seen()), lookEvery);
  const seen = (): Underway[] =>
    [...underway].map((start) => ({ start, iteration: Atomics.load(shared, 1 + start) }));
  const actors = startActors<StartWork, StartResult>(
    compiled(new URL('./worker.ts', import.meta.url)),
    threads,
    () => 'a start of the fit',
    halt,
  );
  return {
    lanes: threads,
    async fit(start) {
      underway.add(start);
      const [result] = await actors.perform([{ problem, optimiser, seed, start, shared }]);
      underway.delete(start);
      return revived(result!);
    },
    async close() {
      clearInterval(look);
      signal?.removeEventListener('abort', halt);
      await actors.close();
    },
  };
}
