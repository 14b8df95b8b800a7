import { describe, expect, test } from 'vitest';
import { weightedMean } from '../../../../src/numerics/sensitivity/weighted.ts';
import { scaledDistance } from '../../../../src/sweep/infer/abc/distance.ts';
import type { Simulate } from '../../../../src/sweep/infer/abc/generation.ts';
import { type Generation, type SmcTask, smcAbc } from '../../../../src/sweep/infer/abc/smc.ts';
import { logFactorial } from '../../../../src/sweep/infer/filter/observation.ts';
import { smc } from '../../../../src/sweep/infer/method.ts';
import { comeAndGo, gridMoments, middles, simulator } from '../support.ts';

/** Without deaths to speak of, the count is Poisson; its mean is 20 u. */
const seen = 7;
const counting = (simulate: Simulate, more: Partial<SmcTask> = {}): SmcTask => ({
  ...{ seed: 1, parameters: 1, width: 1, lanes: 1, simulate },
  spec: smc({ particles: 400, stop: { generations: 30 } }),
  distance: (scales) => scaledDistance(Float64Array.of(seen), scales),
  ...more,
});
const poissonRuns = simulator(1, ([u], seed) => comeAndGo(20 * u!, 1e-9, [1], seed));

async function all(task: SmcTask): Promise<{ generations: Generation[]; ended: string }> {
  const generations: Generation[] = [];
  const running = smcAbc(task);
  for (;;) {
    const { value, done } = await running.next();
    if (done) return { generations, ended: value };
    generations.push(value);
  }
}

/** Posterior mean and sd by 20 u, with the spread that so many weighted points leave: 6.2 of it are passed once in 1e9. */
function momentsOf({ points, weights, size }: Generation) {
  const values = points.map((u) => 20 * u);
  const mean = weightedMean(values, weights);
  const sd = Math.sqrt(
    weightedMean(
      values.map((v) => (v - mean) ** 2),
      weights,
    ),
  );
  return { mean, sd, error: (6.2 * sd) / Math.sqrt(size) };
}

const exactFor = (count: number) =>
  gridMoments(
    middles(2000).map((u) => 20 * u),
    middles(2000).map((u) => Math.exp(count * Math.log(20 * u) - 20 * u - logFactorial(count))),
  );

describe('a Poisson count whose posterior is known', () => {
  test('is inferred to its mean and spread once only equal counts are taken', async () => {
    const spec = smc({ particles: 1000, stop: { generations: 30 } });
    const { generations, ended } = await all(counting(poissonRuns, { spec }));
    expect(ended).toBe('epsilon');
    const last = generations.at(-1)!;
    expect(last.epsilon).toBe(0);
    const { mean, sd, error } = momentsOf(last);
    const exact = exactFor(seen);
    expect(Math.abs(mean - exact.mean)).toBeLessThan(error);
    expect(Math.abs(sd - exact.sd)).toBeLessThan(error);
    // Control: the posterior of one count more is told apart.
    expect(Math.abs(mean - exactFor(seen + 1).mean)).toBeGreaterThan(error);
  });

  test('tolerances fall, weights sum to 1, and every point is near enough', async () => {
    const { generations } = await all(counting(poissonRuns));
    generations.slice(1).forEach(({ epsilon, distances, weights, size }, g) => {
      expect(epsilon!).toBeLessThan(generations[g]!.epsilon ?? Number.POSITIVE_INFINITY);
      expect(Math.max(...distances)).toBeLessThanOrEqual(epsilon!);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(size).toBeLessThanOrEqual(400);
    });
  });
});

test('the same bits however many calls are under way, in whatever order they end, and from where it was stopped', async () => {
  const { generations } = await all(counting(poissonRuns));
  let waiting: (() => void)[] = [];
  // Answers come in the wrong order: the last call of a batch first.
  const late: Simulate = async (proposals) => {
    const done = await poissonRuns(proposals);
    await new Promise<void>((go) => {
      waiting.push(go);
      if (waiting.length === 3) {
        for (const one of waiting.reverse()) one();
        waiting = [];
      } else setImmediate(() => go());
    });
    return done;
  };
  expect((await all(counting(late, { lanes: 3 }))).generations).toEqual(generations);
  const before = generations.slice(0, 3);
  expect((await all(counting(poissonRuns, { before }))).generations).toEqual(generations);
  // Control: another seed gives others.
  expect((await all(counting(poissonRuns, { seed: 2 }))).generations).not.toEqual(generations);
});

test('runs that fail are counted up to the last that is taken, however many calls are under way', async () => {
  /** Those above 12 fail; what each proposal of each generation did, in order. */
  const failing =
    (seen: boolean[]): Simulate =>
    async (proposals) => {
      const { summaries } = await poissonRuns(proposals);
      const rows = Array.from(summaries.keys()).filter((row) => summaries[row]! > 12);
      summaries.forEach((x) => void seen.push(x > 12));
      return {
        summaries: summaries.map((x) => (x > 12 ? Number.NaN : x)),
        failures: rows.map((row) => ({ row, error: `above 12: ${summaries[row]}` })),
      };
    };
  const spec = smc({ particles: 100, stop: { generations: 2 } });
  const seen: boolean[] = [];
  const { generations } = await all(counting(failing(seen), { spec }));
  const [first] = generations;
  expect(first!.failed).toBe(seen.slice(0, first!.proposals).filter(Boolean).length);
  expect(generations.every(({ failed }) => failed > 0)).toBe(true);
  for (const lanes of [2, 7])
    expect((await all(counting(failing([]), { spec, lanes }))).generations).toEqual(generations);
  // Control: calls reach beyond the last that is taken, where some fail too.
  expect(seen.filter(Boolean).length).toBeGreaterThan(generations.reduce((sum, g) => sum + g.failed, 0));
});

test('two parameters that the data tell only together have a posterior along a ridge', async () => {
  // X late is Poisson with mean birth / death.
  const runs = simulator(2, ([a, b], seed) => comeAndGo(10 * 10 ** a!, 10 ** b!, [30], seed));
  const { generations } = await all(
    counting(runs, {
      parameters: 2,
      spec: smc({ particles: 300, stop: { generations: 6, epsilon: 0.05 } }),
      distance: (scales) => scaledDistance(Float64Array.of(20), scales),
    }),
  );
  const { points, weights } = generations.at(-1)!;
  const ratio = weights.map((_, i) => points[2 * i]! - points[2 * i + 1]!);
  const spread = (values: Float64Array): number => {
    const mean = weightedMean(values, weights);
    return Math.sqrt(
      weightedMean(
        values.map((v) => (v - mean) ** 2),
        weights,
      ),
    );
  };
  expect(spread(ratio)).toBeLessThan(0.6 * spread(weights.map((_, i) => points[2 * i]!)));
});

describe('ends', () => {
  test('where nearer runs are rare, with the generation before', async () => {
    const spec = smc({ particles: 50, stop: { acceptance: 0.3, generations: 30 } });
    const { ended, generations } = await all(counting(poissonRuns, { spec }));
    expect(ended).toBe('acceptance');
    expect(generations.every(({ proposals }) => 50 / proposals >= 0.3)).toBe(true);
  });

  test('where no run is nearer than another', async () => {
    const flat = simulator(1, () => [3]);
    const { ended, generations } = await all(
      counting(flat, { distance: () => () => 1, spec: smc({ particles: 20 }) }),
    );
    expect(ended).toBe('settled');
    expect(generations).toHaveLength(2);
  });

  test('with an error where runs have no summary', async () => {
    const none = simulator(1, () => [Number.NaN]);
    await expect(all(counting(none, { spec: smc({ particles: 20 }) }))).rejects.toThrow(
      'of 2000 runs too few gave a value for each summary',
    );
  });

  test('with an error that says why runs fail', async () => {
    const failing: Simulate = ({ seeds }) =>
      Promise.resolve({
        summaries: new Float64Array(seeds.length).fill(Number.NaN),
        failures: Array.from(seeds, (_, row) => ({ row, error: `row ${row} is bad` })),
      });
    await expect(all(counting(failing, { spec: smc({ particles: 20 }) }))).rejects.toThrow(
      '2000 of 2000 runs failed, the first with: row 0 is bad',
    );
  });

  test('when it is stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(all(counting(poissonRuns, { signal: stop.signal }))).rejects.toThrow('enough');
  });
});
