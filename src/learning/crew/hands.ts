/** Who does a crew's work: the calling thread, or threads of its own. */
import type { Network } from '../../crn/network.ts';
import { type Actors, compiled, startActors } from '../../pool/actors.ts';
import { type Result, type Work, Workplace } from './work.ts';
import type { CrewWork } from './worker.ts';

export interface Hands {
  /** Pieces that can be worked on at the same time. */
  readonly lanes: number;
  /** Does one piece; more than `lanes` of them wait. */
  do<W extends Work>(work: W): Promise<Result<W>>;
  close(): Promise<void>;
}

/** The calling thread. */
export function ownHands(network: Network): Hands {
  const workplace = new Workplace(network);
  return {
    lanes: 1,
    async do(work) {
      // Between pieces the loop turns: signals arrive, and progress is drawn.
      await new Promise((resolve) => setImmediate(resolve));
      return workplace.do(work);
    },
    close: async () => {},
  };
}

/** Threads, started with the first piece of work. */
export function threadHands(network: Network, lanes: number): Hands {
  let actors: Actors<CrewWork, unknown> | undefined;
  return {
    lanes,
    async do<W extends Work>(work: W): Promise<Result<W>> {
      actors ??= startActors<CrewWork, unknown>(
        compiled(new URL('./worker.ts', import.meta.url)),
        lanes,
        () => `simulation of ${network.species.length} species, a thread of ${lanes}`,
      );
      const [result] = await actors.perform([{ network, work }]);
      return result as Result<W>;
    },
    close: async () => actors?.close(),
  };
}
