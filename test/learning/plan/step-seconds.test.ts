import { expect, test } from 'vitest';
import type { ChainsJob, Crew } from '../../../src/learning/crew.ts';
import type { Starts } from '../../../src/learning/data/starts.ts';
import { stepSeconds } from '../../../src/learning/plan/step-seconds.ts';

const starts: Starts = { rows: 40, counts: new Int32Array(40).fill(5), rates: new Float64Array(80).fill(1) };

/** A crew whose steps take this long by a clock of their own, and as long again to begin; the first time longer. */
function slow(begin: number, step: number) {
  let now = 0;
  let told = 0;
  const calls: number[] = [];
  const crew = {
    threads: 1,
    chains: async ({ starts: from, trajectories }: ChainsJob) => {
      now += begin * (calls.length === 0 ? 4 : 1) + step * from.length * trajectories;
      calls.push(trajectories);
      return [new Int32Array(0)];
    },
  } as unknown as Crew;
  const clock = () => {
    const seconds = now - told;
    told = now;
    return seconds;
  };
  return { job: { crew, starts, dt: 1, seed: 1, wanted: 0.25, clock }, calls };
}

test.each([1e-7, 1e-5, 1e-3])('a step of %d s is measured, whatever it takes to begin', async (step) => {
  expect((await stepSeconds(slow(0.3, step).job)) / step).toBeCloseTo(1, 6);
  // Control: what it takes to begin is much more than what steps from all starts do.
  expect(0.3 / (step * 32)).toBeGreaterThan(5);
});

test('steps that are dear are taken once', async () => {
  const { job, calls } = slow(0.3, 1);
  // Off by what it takes to begin, in its share.
  expect(await stepSeconds(job)).toBeCloseTo(1 + 1.2 / 32, 9);
  expect(calls).toEqual([1]);
});

test('steps that take nothing end, too', async () => {
  const { job, calls } = slow(0.3, 0);
  const seconds = await stepSeconds(job);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(1e-12);
  expect(Math.max(...calls) * 32).toBeLessThanOrEqual(2e7);
});
