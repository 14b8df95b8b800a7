/**
 * Threads that take one job after the other, in any order: for work in independent pieces, one of which may bring its
 * thread down without harm to the others. Knows no chemistry.
 */
import { type ActorFailure, isFailure, openPool } from './actors.ts';

/** A thread ended in the middle of a job: by itself, or because it used up its memory. */
export class ThreadDied extends Error {
  readonly outOfMemory: boolean;
  constructor(cause: Error) {
    super(cause.message.split('\n')[0]!, { cause });
    this.name = 'ThreadDied';
    this.outOfMemory = (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  }
}

export interface Queue<J, R> {
  readonly threads: number;
  /** Gives a job to the next free thread. @throws ThreadDied (a rejection), or Error with what the job threw */
  perform(job: J): Promise<R>;
  /** Ends the threads, whatever they are at. */
  close(): Promise<void>;
}

/**
 * @param file      module whose default export performs one job
 * @param memoryMb  of each thread's own heap, at most; default: as Node has it
 */
export function startQueue<J, R>(file: URL, threads: number, memoryMb?: number): Queue<J, R> {
  const pool = openPool(file, threads, memoryMb);
  return {
    threads,
    async perform(job) {
      const result: R | ActorFailure = await pool.run(job).catch((error: Error) => {
        throw hasDied(error) ? new ThreadDied(error) : error;
      });
      if (!isFailure(result)) return result;
      throw Object.assign(new Error(result.message), { name: result.name, stack: result.stack });
    },
    close: () => pool.destroy(),
  };
}

function hasDied(error: Error): boolean {
  return (
    (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' || /exited/i.test(error.message)
  );
}
