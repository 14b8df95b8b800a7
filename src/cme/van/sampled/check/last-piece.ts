/**
 * The ratios of `check-step.ts` for a last piece of a step: paths go back over some jumps, steered by the
 * fitted law itself, to laws that can be asked for the probability of any state.
 */
import type { Stream } from '../../../../numerics/streams.ts';
import type { Job } from '../../../job.ts';
import type { LogLaw } from '../../log-law.ts';
import { logMean } from './cloud.ts';
import { walkBack } from './walk-back.ts';

export interface LastPiece {
  readonly job: Job;
  /** The fitted law, at `until`. */
  readonly after: LogLaw;
  readonly until: number;
  /** How long the piece is. */
  readonly over: number;
  /** Laws of when it begins, for the first half of the paths and for the second. */
  readonly ends: readonly [LogLaw, LogLaw];
}

/** Jumps of a path in the piece: with more, even such paths become noisy. */
export const pieceJumps = 16;
/** States that the ratios are taken at. */
export const pieceStates = 512;
/** Paths of each half. */
const paths = 2;

/**
 * @param states  draws of the fitted law, shape [rows, species]
 * @returns w at every state, twice: by paths and by an end of their own
 */
export async function pieceRatios(
  { job, after, until, over, ends }: LastPiece,
  states: Int32Array,
  stream: Stream,
): Promise<[Float64Array, Float64Array]> {
  const width = job.network.species.length;
  const starts = new Int32Array(states.length * paths);
  for (let at = 0; at < starts.length; at++)
    starts[at] = states[Math.floor(at / width / paths) * width + (at % width)]!;
  const half = async (end: LogLaw): Promise<Float64Array> => {
    const { states: there, weights } = await walkBack(job, after, starts, until, over, stream);
    const [then, now] = [end(there), after(there)];
    const logs = weights.map((weight, p) => weight + then[p]! - now[p]!);
    return Float64Array.from({ length: states.length / width }, (_, i) =>
      Math.exp(logMean(logs.subarray(i * paths, (i + 1) * paths))),
    );
  };
  return [await half(ends[0]), await half(ends[1])];
}
