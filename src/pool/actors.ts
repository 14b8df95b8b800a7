/**
 * Long-lived actors on a piscina pool: every thread runs one task from start to
 * end of the run, and they meet at a {@link Gate}. Knows no chemistry.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { ScenarioError, WorkerError } from '../errors.ts';

/** What a failed actor reports in place of a result: an error as plain data. */
export interface ActorFailure {
  readonly failed: true;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export interface Actors<R> {
  /** All results, or the first failure. Settles only when every thread is done. */
  readonly finished: Promise<R[]>;
  /** Ends the threads; needed also after success. */
  close(): Promise<void>;
}

/** The machine's threads, or what the user asked for. @throws ScenarioError */
export function threadCount(wanted: number | undefined): number {
  if (wanted === undefined) return availableParallelism();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 1024)
    throw new ScenarioError('--threads', `${wanted} is not a number of threads`, 'Give a whole number from 1 to 1024.');
  return wanted;
}

/**
 * Starts one actor per job.
 *
 * @param file     module whose default export runs one job
 * @param jobs     plain data, one per thread; shared memory is passed, not copied
 * @param describe says which actor failed: shown before its message
 * @param onFailure called at the first failure, so that the others can be let go
 */
export function startActors<J, R>(
  file: URL,
  jobs: readonly J[],
  describe: (job: number) => string,
  onFailure: () => void,
): Actors<R> {
  const pool = new Piscina({
    filename: file.href,
    minThreads: jobs.length,
    maxThreads: jobs.length,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
  });
  let first: WorkerError | undefined;
  const fail = (job: number, cause: Error | ActorFailure): void => {
    first ??= new WorkerError(describe(job), cause.message, '', { cause });
    onFailure();
  };
  // piscina reports a thread that dies outside a task here as well; the task's own promise tells which.
  pool.on('error', () => {});
  const tasks = jobs.map(async (job, i) => {
    try {
      const result = (await pool.run(job)) as R | ActorFailure;
      if (isFailure(result)) fail(i, result);
      else return result;
    } catch (error) {
      fail(i, error instanceof Error ? error : new Error(String(error)));
    }
    return undefined;
  });
  const finished = Promise.all(tasks).then((results) => {
    if (first) throw first;
    return results as R[];
  });
  finished.catch(() => {});
  return { finished, close: () => pool.destroy() };
}

/** Turns what an actor threw into plain data: classes do not survive the way between threads. */
export function toFailure(error: unknown): ActorFailure {
  const e = error instanceof Error ? error : new Error(String(error));
  return { failed: true, name: e.name, message: e.message, stack: e.stack ?? '' };
}

function isFailure(result: unknown): result is ActorFailure {
  return typeof result === 'object' && result !== null && (result as { failed?: unknown }).failed === true;
}
