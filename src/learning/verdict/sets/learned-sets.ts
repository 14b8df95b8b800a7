/** The learned side of a verdict: as many trajectories as the exact sets have, from the same starts. */
import type { DrawJob } from './chains.ts';
import { type ExactSets, longAgents, offsets, type Still } from './exact-sets.ts';

/** Draws chains; progress goes from one share to another. */
export type DrawShare = (job: DrawJob, from: number, to: number) => Promise<Int32Array[]>;

export interface LearnedSets {
  /** By lag, shape [settings, trajectories, species]. */
  readonly learned: readonly Int32Array[];
  /** By step, as the exact long runs. */
  readonly long: readonly Int32Array[];
  /** After one step from the starts that nothing can leave, shape [starts, rows, species]. */
  readonly still: Int32Array;
}

/** Trajectories from each start that nothing can leave, at most. */
const mostStill = 200;

/** Draws all of it, in shares of progress up to a half. */
export async function learnedSets(exact: ExactSets, draw: DrawShare): Promise<LearnedSets> {
  const { starts, rates, lengths, past, trajectories, lags, long, still } = exact;
  const from = { counts: starts, rates, lengths, past };
  const seed = exact.seed + offsets.learned;
  const watched = {
    seed,
    trajectories: long.trajectories,
    lags: long.steps.map((_, i) => i + 1),
    firstAgent: longAgents,
  };
  const rest = { seed, trajectories: Math.min(trajectories, mostStill), lags: [1] };
  return {
    learned: await drawAll({ seed, trajectories, lags, firstAgent: 0 }, from, draw, [0, 0.4]),
    long: await drawAll(watched, from, draw, [0.4, 0.5]),
    still:
      still.lengths.length === 0
        ? new Int32Array(0)
        : (await drawAll({ ...rest, firstAgent: 0 }, still, draw, [0.5, 0.5]))[0]!,
  };
}

type Size = Pick<DrawJob, 'seed' | 'trajectories' | 'lags'> & { readonly firstAgent: number };

/** All starts at once where their steps are of one length, else one by one; the numbers are the same. */
async function drawAll(
  size: Size,
  { counts, rates, lengths, past }: Still,
  draw: DrawShare,
  [begin, end]: readonly [number, number],
): Promise<Int32Array[]> {
  const n = lengths.length;
  if (lengths.every((dt) => dt === lengths[0]))
    return draw({ ...size, starts: counts, rates, past, dt: lengths[0]! }, begin, end);
  const part = <T extends Int32Array | Float64Array>(all: T, i: number): T =>
    all.slice((i * all.length) / n, ((i + 1) * all.length) / n) as T;
  const out = size.lags.map(() => new Int32Array(size.trajectories * counts.length));
  for (let i = 0; i < n; i++) {
    const drawn = await draw(
      {
        ...size,
        starts: part(counts, i),
        rates: part(rates, i),
        past: part(past, i),
        dt: lengths[i]!,
        firstAgent: size.firstAgent + i * size.trajectories,
      },
      begin + (i / n) * (end - begin),
      begin + ((i + 1) / n) * (end - begin),
    );
    drawn.forEach((rows, k) => {
      out[k]!.set(rows, i * rows.length);
    });
  }
  return out;
}
