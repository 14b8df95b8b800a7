import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { openKernel } from '../../../../src/kernels/open-kernel.ts';
import { ssa } from '../../../../src/kernels/specs.ts';
import {
  logFactorial,
  type Observation,
  openObservation,
} from '../../../../src/sweep/infer/filter/observation.ts';
import { type FilterTask, particleFilter } from '../../../../src/sweep/infer/filter/particle-filter.ts';

const network = crn('0 -> X @ birth\nX -> 0 @ death');
const kernel = await openKernel(ssa(), { network, dt: 0.5 });
/** Seen at steps 1, 2, 4 and 8, each with half a chance. */
const seen = [3, 2, 5, 4];
const steps = [1, 2, 4, 8];

const task = (observation: Observation, more: Partial<FilterTask> = {}): FilterTask => {
  const chance = openObservation('test', 'X', observation);
  return {
    ...{ kernel, dt: 0.5, steps, particles: 100, seed: 1 },
    start: Int32Array.of(0),
    rates: Float64Array.of(8, 1),
    logChance: (number, [x]) => chance(seen[number]!, x!),
    ...more,
  };
};

/** The same by sums over all counts up to 50, with the exact law of a step: those that stay, and those that come. */
function exact(observation: Observation, birth: number, death: number): number {
  const chance = openObservation('test', 'X', observation);
  const most = 50;
  let law = new Float64Array(most).fill(0);
  law[0] = 1;
  let [now, total] = [0, 0];
  steps.forEach((step, number) => {
    const stays = Math.exp(-death * 0.5 * (step - now));
    now = step;
    const come = (birth / death) * (1 - stays);
    const next = new Float64Array(most);
    const keep = openObservation('', '', { binomial: stays });
    const comes = Float64Array.from({ length: most }, (_, c) =>
      Math.exp(c * Math.log(come) - come - logFactorial(c)),
    );
    for (let x = 0; x < most; x++)
      for (let kept = 0; law[x]! > 1e-30 && kept <= x; kept++) {
        const left = law[x]! * Math.exp(keep(kept, x));
        for (let c = 0; c + kept < most; c++) next[c + kept]! += left * comes[c]!;
      }
    const weighed = next.map((p, x) => p * Math.exp(chance(seen[number]!, x)));
    const sum = weighed.reduce((a, b) => a + b, 0);
    total += Math.log(sum);
    law = weighed.map((p) => p / sum);
  });
  return total;
}

describe.each<Observation>([{ binomial: 0.5 }, 'poisson', { sd: 2 }, 'exact', { poisson: 0.5 }])(
  'seen as %o',
  (observation) => {
    test('the likelihood is unbiased', () => {
      const runs = 200;
      const right = exact(observation, 8, 1);
      const ratios = Array.from({ length: runs }, (_, seed) =>
        Math.exp(particleFilter(task(observation, { seed })) - right),
      );
      const mean = ratios.reduce((a, b) => a + b, 0) / runs;
      const sd = Math.sqrt(ratios.reduce((s, r) => s + (r - mean) ** 2, 0) / (runs - 1));
      // 6.2 standard errors are passed once in 1e9.
      const error = (6.2 * sd) / Math.sqrt(runs);
      expect(Math.abs(mean - 1)).toBeLessThan(error);
      // Control: births a quarter off are told apart.
      const off = Math.exp(right - exact(observation, 10, 1));
      expect(Math.abs(mean * off - 1)).toBeGreaterThan(error);
    });
  },
);

test('the same seed gives the same bits, another seed others', () => {
  const of = (seed: number) => particleFilter(task('poisson', { seed }));
  expect(of(3)).toBe(of(3));
  expect(of(3)).not.toBe(of(4));
});

test('what cannot be is −∞, not NaN', () => {
  expect(particleFilter(task('exact', { logChance: () => Number.NEGATIVE_INFINITY }))).toBe(
    Number.NEGATIVE_INFINITY,
  );
});

describe('observations', () => {
  test.each<[Observation, number]>([
    ['poisson', 12],
    [{ poisson: 0.3 }, 12],
    [{ binomial: 0.3 }, 12],
    ['exact', 12],
  ])('%o: chances sum to 1', (observation, value) => {
    const chance = openObservation('test', 'X', observation);
    const all = Array.from({ length: 200 }, (_, n) => Math.exp(chance(n, value)));
    expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(chance(-1, value)).toBe(Number.NEGATIVE_INFINITY);
    expect(chance(1.5, value)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('a Gaussian is a density', () => {
    const chance = openObservation('test', 'X', { sd: 2 });
    const all = Array.from({ length: 4000 }, (_, i) => Math.exp(chance(-20 + i / 100, 3)) / 100);
    expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });

  test('nothing is seen of nothing', () => {
    const chance = openObservation('test', 'X', 'poisson');
    expect([chance(0, 0), chance(1, 0)]).toEqual([0, Number.NEGATIVE_INFINITY]);
  });

  test('log n! at and beyond the table', () => {
    expect(logFactorial(5)).toBeCloseTo(Math.log(120), 12);
    expect(logFactorial(256) - logFactorial(255)).toBeCloseTo(Math.log(256), 11);
  });

  test.each([[{ sd: 0 }], [{ binomial: 1 }], ['gauss'], [null]])('%o is none', (odd) => {
    expect(() => openObservation('here', 'X', odd as unknown as Observation)).toThrow('`observation.X` is ');
  });
});
