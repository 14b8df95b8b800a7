import { describe, expect, test } from 'vitest';
import type { Law } from '../../../src/cme/law.ts';
import { compareWithSsa, type PairHistogram } from '../../../src/run/solve/compare-with-ssa.ts';
import type { LawRow } from '../../../src/run/solve/laws/format.ts';
import { type SolveOverrides, solveTask } from '../../../src/run/solve/task.ts';
import { poissonLaw } from '../../support/laws.ts';
import { exactPond, pond } from './pond.ts';

const options = { trajectories: 4000, seed: 7, timeUnit: 'h', threads: 1 };
/** As far as a comparison reads it. */
const row = (time: number, law: Float64Array): LawRow =>
  ({ time, marginals: [law, Float64Array.of(1)] }) as unknown as LawRow;
/** No law was kept. */
const none = async () => undefined;
const still = (more: SolveOverrides = {}) =>
  solveTask(pond(), { ...more, rates: { shed: 0, ...more.rates } });

describe('exact trajectories beside a law', () => {
  // A histogram of an exact law is beyond its limit with a chance of 1e-6 in all: with 1e-9 not by 0.03 more.
  test('are as near as chance allows where it is exact', async () => {
    const times = [0.25, 1, 1.5];
    const { histograms } = await compareWithSsa(
      still(),
      times.map((t) => row(t, exactPond(t))),
      none,
      options,
    );
    for (const [fish, nothing] of histograms) {
      expect(fish!.distance).toBeLessThan(fish!.limit + 0.03);
      expect(fish!.distance).toBeGreaterThan(fish!.floor / 3);
      expect(nothing!.distance).toBeCloseTo(0, 12);
      expect(nothing!.floor).toBe(0);
    }
  });

  test('control: not where its rate is 20 % off', async () => {
    const { histograms } = await compareWithSsa(
      still({ rates: { birth: 12 } }),
      [row(1, exactPond(1))],
      none,
      options,
    );
    expect(histograms[0]![0]!.distance).toBeGreaterThan(histograms[0]![0]!.limit + 0.03);
  });

  test('start from a law where the task does', async () => {
    const start = { kind: 'poisson', mean: { X: 10 } } as const;
    const task = { ...still(), start };
    const { histograms } = await compareWithSsa(task, [row(0.5, poissonLaw(10))], none, options);
    expect(histograms[0]![0]!.distance).toBeLessThan(histograms[0]![0]!.limit + 0.03);
    const fixed = await compareWithSsa(still(), [row(0.5, poissonLaw(10))], none, options);
    expect(fixed.histograms[0]![0]!.distance).toBeGreaterThan(fixed.histograms[0]![0]!.limit + 0.03);
  });
});

test('the floor is the mean distance of draws, by the binomial law itself', async () => {
  const n = 40;
  const shares = Float64Array.of(0.001, 0.2, 0.499, 0.3);
  const { histograms } = await compareWithSsa(still(), [row(0.1, shares)], none, {
    ...options,
    trajectories: n,
  });
  let expected = 0;
  for (const p of shares) {
    let chance = (1 - p) ** n;
    for (let k = 0; k <= n; k++) {
      expected += (chance * Math.abs(k / n - p)) / 2;
      chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    }
  }
  expect(histograms[0]![0]!.floor).toBeCloseTo(expected, 12);
});

test('times without a common step are refused', async () => {
  const compared = (times: number[]) =>
    compareWithSsa(
      still(),
      times.map((t) => row(t, exactPond(1))),
      none,
      options,
    );
  await expect(compared([0.001, 10.0007])).rejects.toThrow(
    /--compare ssa: times 0.001, 10.0007 have no common step/,
  );
  await expect(compared([1, Math.PI])).rejects.toThrow(/no common step/);
  await expect(compared([0])).rejects.toThrow(/nothing has happened at time 0/);
});

describe('two species together', () => {
  /** All X, for there is no Y. */
  const law = (draws: number): Law =>
    ({
      samples: draws,
      joint: () => {
        const x = exactPond(1);
        return { shape: [x.length, 1], values: x };
      },
    }) as unknown as Law;
  const withSpread = (x: Float64Array): LawRow =>
    ({ ...row(1, x), covariance: Float64Array.of(10, 0, 0, 0) }) as LawRow;
  const compared = (rates: Record<string, number>, draws = 0) =>
    compareWithSsa(still({ rates }), [withSpread(exactPond(1))], async () => law(draws), options);

  test('are as near as chance allows where the law is exact', async () => {
    const [[pair]] = (await compared({})).pairs as [[PairHistogram]];
    expect(pair.pair).toEqual(['X', 'Y']);
    expect(pair.distance).toBeLessThan(pair.limit + 0.03);
    expect(pair.distance).toBeGreaterThan(pair.floor / 3);
  });

  test('control: not where its rate is 20 % off', async () => {
    const [[pair]] = (await compared({ birth: 12 })).pairs as [[PairHistogram]];
    expect(pair.distance).toBeGreaterThan(pair.limit + 0.03);
  });

  test('a law that is drawn itself has noise too', async () => {
    const [exact, drawn] = [await compared({}), await compared({}, options.trajectories)];
    const [[one], [other]] = [exact.pairs[0]!, drawn.pairs[0]!] as [PairHistogram[], PairHistogram[]];
    expect(other!.floor / one!.floor).toBeCloseTo(Math.SQRT2, 1);
    expect(other!.limit).toBeGreaterThan(one!.limit);
  });
});
