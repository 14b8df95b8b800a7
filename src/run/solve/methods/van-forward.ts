/**
 * Exact simulation for van: draws go forward by the ssa kernel, on all threads. It knows no limits, and
 * rates are constant; see `Forward`.
 */
import type { Forward } from '../../../cme/van/sampled/forward.ts';
import type { PathStreams } from '../../../cme/van/sampled/paths.ts';
import { ssa } from '../../../kernels/specs.ts';
import { type Crew, openCrew } from '../../../learning/crew.ts';
import { Stream } from '../../../numerics/streams.ts';
import type { SolveTask } from '../task.ts';

export interface VanForward extends Forward {
  /** Ends the threads, which start with the first states. */
  close(): Promise<void>;
}

/** @param onPaths  called now and then with how many states have arrived; what it throws ends it */
export function vanForward(
  { network, rates }: Pick<SolveTask, 'network' | 'rates'>,
  threads: number,
  onPaths: (done: number) => void,
): VanForward {
  let crew: Promise<Crew> | undefined;
  const constants = Float64Array.from(network.rates, (name) => rates[name]!);
  return {
    name: 'ssa',
    async advance(states, [from, until], streams) {
      crew ??= openCrew({ network, threads });
      const rows = states.length / network.species.length;
      const [ends] = await (await crew).chains(
        {
          ...{ spec: ssa(), starts: states, rates: constants, trajectories: 1, lags: [1] },
          ...{ dt: until - from, seed: seedOf(streams), firstAgent: streams.first ?? 0 },
        },
        (share) => onPaths(Math.round(share * rows)),
      );
      return ends!;
    },
    close: async () => (await crew)?.close(),
  };
}

/** No row has this number: its stream names those of the rows. */
const nobody = 2 ** 32 - 1;

/** A seed of its own: a kernel's streams have no purpose, and laws are compared with others of the same seed. */
function seedOf({ seed, step, purpose }: PathStreams): number {
  return Math.floor(new Stream().open(seed, step, nobody, purpose).uniform() * 2 ** 53);
}
