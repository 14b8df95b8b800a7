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

/** A thread per actor. */
export interface Actors<J, R> {
  /**
   * Gives each actor one job and waits for all. The first failure is thrown, when
   * every thread is done with its own.
   *
   * @param jobs  plain data, at most one per thread; shared memory is passed, not copied
   * @throws WorkerError
   */
  perform(jobs: readonly J[]): Promise<R[]>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** The machine's threads, or what the user asked for. @throws ScenarioError */
export function threadCount(wanted: number | undefined): number {
  if (wanted === undefined) return availableParallelism();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 1024)
    throw new ScenarioError(
      '--threads',
      `${wanted} is not a number of threads`,
      'Give a whole number from 1 to 1024.',
    );
  return wanted;
}

/**
 * A pool whose threads are there from the first job until it is destroyed.
 *
 * @param memoryMb  of each thread's own heap, at most; default: as Node has it
 */
export function openPool(file: URL, threads: number, memoryMb?: number): Piscina {
  const pool = new Piscina({
    filename: file.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
    ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
  });
  // A thread that dies is reported here as well; the task's own promise tells which.
  pool.on('error', () => {});
  return pool;
}

/**
 * Starts threads that are there until closed.
 *
 * @param file      module whose default export performs one job
 * @param describe  says which actor failed: shown before its message
 * @param onFailure called at the first failure, so that the others can be let go
 */
export function startActors<J, R>(
  file: URL,
  threads: number,
  describe: (actor: number) => string,
  onFailure: () => void = () => {},
): Actors<J, R> {
  const pool = openPool(file, threads);

  async function perform(jobs: readonly J[]): Promise<R[]> {
    let first: WorkerError | undefined;
    const fail = (actor: number, cause: Error | ActorFailure): void => {
      first ??= new WorkerError(describe(actor), cause.message, '', { cause });
      onFailure();
    };
    const results = await Promise.all(
      jobs.map(async (job, i) => {
        try {
          const result = (await pool.run(job)) as R | ActorFailure;
          if (!isFailure(result)) return result;
          fail(i, result);
        } catch (error) {
          fail(i, error instanceof Error ? error : new Error(String(error)));
        }
        return undefined;
      }),
    );
    if (first) throw first;
    return results as R[];
  }
  return { perform, close: () => pool.destroy() };
}

/** The compiled twin of a module below src/: threads of Node 20 cannot read TypeScript. */
export function compiled(module: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(module.href.replace(/\.ts$/, '.js'));
  return new URL(module.href.replace(/\/src\/([^?]*)\.ts$/, '/dist/$1.js'));
}

/** Turns what an actor threw into plain data: classes do not survive the way between threads. */
export function toFailure(error: unknown): ActorFailure {
  const e = error instanceof Error ? error : new Error(String(error));
  return { failed: true, name: e.name, message: e.message, stack: e.stack ?? '' };
}

export function isFailure(result: unknown): result is ActorFailure {
  return typeof result === 'object' && result !== null && (result as { failed?: unknown }).failed === true;
}
