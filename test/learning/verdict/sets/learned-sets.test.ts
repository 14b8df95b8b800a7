import { expect, test } from 'vitest';
import type { DrawJob } from '../../../../src/learning/verdict/sets/chains.ts';
import type { ExactSets } from '../../../../src/learning/verdict/sets/exact-sets.ts';
import { learnedSets } from '../../../../src/learning/verdict/sets/learned-sets.ts';

const empty = { rates: new Float64Array(0), lengths: new Float64Array(0), past: new Int32Array(0) };
const setsOf = (lengths: number[]): ExactSets =>
  ({
    seed: 5,
    trajectories: 3,
    lags: [1, 2],
    starts: Int32Array.of(10, 20),
    rates: Float64Array.of(1, 2),
    lengths: Float64Array.from(lengths),
    past: Int32Array.of(9, 19),
    long: { trajectories: 1, steps: [0, 0, 0] },
    still: { ...empty, counts: new Int32Array(0) },
  }) as unknown as ExactSets;

/** Stands in for a kernel: a trajectory's number, its start, past, rate, and the lag; nothing of the step. */
const draw = async (job: DrawJob): Promise<Int32Array[]> =>
  job.lags.map((lag) =>
    Int32Array.from({ length: job.starts.length * job.trajectories }, (_, r) => {
      const i = Math.floor(r / job.trajectories);
      const agent = (job.firstAgent! % 1000) + r;
      return agent + 10 * (lag + job.starts[i]! + 100 * job.past![i]! + 10_000 * job.rates[i]!);
    }),
  );

test('starts of one step length are drawn together, others one by one, with the same numbers', async () => {
  const jobs: number[] = [];
  const noted = (job: DrawJob): Promise<Int32Array[]> => {
    jobs.push(job.dt!);
    return draw(job);
  };
  const together = await learnedSets(setsOf([1, 1]), noted);
  expect(jobs).toEqual([1, 1]);
  const apart = await learnedSets(setsOf([1, 2]), noted);
  expect(jobs.slice(2)).toEqual([1, 2, 1, 2]);
  expect(apart).toEqual(together);
  expect(together.learned.map((counts) => counts.length)).toEqual([6, 6]);
  expect(together.long).toHaveLength(3);
  expect(together.still).toHaveLength(0);
});
