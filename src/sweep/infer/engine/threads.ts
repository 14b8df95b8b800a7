/** The jobs of an inference on all threads. */
import { ScenarioError, WorkerError } from '../../../errors.ts';
import type { Queue } from '../../../pool/queue.ts';
import type { Simulated } from '../abc/generation.ts';
import type { Advanced } from '../filter/chain.ts';
import type { ChainJob, Hands, SimulateJob } from './jobs.ts';

/** What a thread is told; its module opens `script` and performs the job. */
export interface InferWork {
  /** Absolute path. */
  readonly script: string;
  /** The script must still be what it was. */
  readonly hash: string;
  readonly seed: number;
  readonly job: SimulateJob | ChainJob;
}

export type InferDone = Simulated | Advanced;

/** Two jobs a thread: one at work, and one that waits for it. */
export function threadHands(queue: Queue<InferWork, InferDone>, of: Omit<InferWork, 'job'>): Hands {
  const perform = async (job: InferWork['job']): Promise<InferDone> => {
    try {
      return await queue.perform({ ...of, job });
    } catch (cause) {
      // Classes do not survive the way between threads.
      const { name, message } = cause as Error;
      if (name === 'ScenarioError') throw new ScenarioError('', message, '', { cause });
      throw new WorkerError('inference', message, '', { cause });
    }
  };
  return {
    lanes: 2 * queue.threads,
    simulate: (job) => perform(job) as Promise<Simulated>,
    advance: (job) => perform(job) as Promise<Advanced>,
  };
}
