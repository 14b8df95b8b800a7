import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../../../../src/cme/fsp.ts';
import { openJob } from '../../../../../src/cme/job.ts';
import type { ListedLaw } from '../../../../../src/cme/listed-law.ts';
import { walkBack } from '../../../../../src/cme/van/sampled/check/walk-back.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';
import { allOf } from '../../../../support/all-of.ts';

/** Pairs that form and break: a count has moves that several reactions make, and limits that stop some. */
const pairs = (form: number) => ({
  network: crn(`
    0 -> X         @ 6
    0 -> X         @ 2
    X -> 0         @ 1
    2 X -> Y       @ form
    Y -> 2 X       @ 1
  `),
  rates: { form },
  start: { X: 4 },
  limits: { X: 9, Y: 6 },
});
const model = pairs(0.2);
const times = [0.6, 1] as const;
const lawsOf = (form: number) =>
  allOf(solveFsp({ ...pairs(form), times, truncation: 'reflecting' } as never)) as Promise<
    [ListedLaw, ListedLaw]
  >;

const logOf = (law: ListedLaw) => (states: Int32Array) =>
  Float64Array.from({ length: states.length / 2 }, (_, row) =>
    law.logProbability(states.subarray(2 * row, 2 * row + 2)),
  );

const paths = 4000;
/** Chance alone goes beyond once in 10¹⁰. */
const deviations = 6.5;

/** Standard errors between the mean of weight · end/h and p/h at a state; h from a rate of its own. */
async function apart(state: readonly number[], steering: number, ending: number): Promise<number> {
  const [[, right], [, h], [end]] = await Promise.all([lawsOf(0.2), lawsOf(steering), lawsOf(ending)]);
  const starts = Int32Array.from({ length: 2 * paths }, (_, i) => state[i % 2]!);
  const { states, weights } = await walkBack(
    openJob('van', model as never, 1),
    logOf(h!),
    starts,
    times[1],
    times[1] - times[0],
    new Stream().open(3, 0, 0, Purpose.check),
  );
  expect(starts[0]).toBe(state[0]);
  const [there, now] = [logOf(end!)(states), logOf(h!)(states)];
  const ratios = weights.map((w, p) => Math.exp(w + there[p]! - now[p]!));
  const mean = ratios.reduce((a, b) => a + b) / paths;
  const variance = ratios.reduce((sum, w) => sum + (w - mean) ** 2, 0) / (paths - 1);
  const truth = Math.exp(right!.logProbability(state) - h!.logProbability(state));
  return Math.abs(mean - truth) / Math.sqrt(variance / paths);
}

describe.each([
  ['in the middle', [3, 3]],
  ['at a limit', [9, 2]],
  ['with none of one kind', [0, 4]],
] as const)('%s', (_, state) => {
  test('the mean is the probability, whatever steers', async () => {
    expect(await apart(state, 0.2, 0.2)).toBeLessThan(deviations);
    expect(await apart(state, 0.35, 0.2)).toBeLessThan(deviations);
  });

  test('control: it is not that of another rate', async () => {
    expect(await apart(state, 0.2, 0.35)).toBeGreaterThan(deviations);
  });
});

test('a law that obeys the equation and does not change leaves no weight', async () => {
  const [, still] = (await allOf(
    solveFsp({ ...model, times: [40, 80], truncation: 'reflecting' } as never),
  )) as [ListedLaw, ListedLaw];
  const { weights } = await walkBack(
    openJob('van', model as never, 1),
    logOf(still),
    Int32Array.from({ length: 200 }, (_, i) => (i % 2 ? 2 : 4)),
    80,
    2,
    new Stream().open(3, 0, 0, Purpose.check),
  );
  expect(Math.max(...weights.map(Math.abs))).toBeLessThan(1e-6);
});
