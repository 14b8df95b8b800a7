import { describe, expect, test } from 'vitest';
import autoregulation, { sets } from '../../../../scenarios/master-equation/autoregulation.ts';
import toggle from '../../../../scenarios/master-equation/toggle.ts';
import { totalVariation } from '../../../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../../../src/cme/listed-law.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { ScenarioError, SolverError } from '../../../../src/errors.ts';
import { type Scenario, scenario } from '../../../../src/run/scenario.ts';
import type { Kept } from '../../../../src/run/solve/method.ts';
import { fsp } from '../../../../src/run/solve/methods/fsp.ts';
import { type SolveOverrides, solveTask } from '../../../../src/run/solve/task.ts';
import { allOf } from '../../../support/all-of.ts';
import { poissonLaw } from '../../../support/laws.ts';
import { apart, exactPond, pond } from '../pond.ts';

const solve = (scenario: Scenario, overrides: SolveOverrides = {}, done = 0, last?: Kept) =>
  allOf(fsp.solve(solveTask(scenario, overrides), done, last, () => {}));
const deviation = ({ law }: { law: { covariance(): Float64Array; species: readonly string[] } }, s: number) =>
  Math.sqrt(law.covariance()[s * law.species.length + s]!);

describe('a solve in stretches', () => {
  test('is within its bound of the exact law, and the bound is what was asked', async () => {
    for (const error of [1e-4, 1e-8, 1e-11])
      for (const { law, error: bound } of await solve(pond(), { error })) {
        expect(bound).toBeLessThanOrEqual(error);
        expect(bound).toBeGreaterThanOrEqual(law.lost);
        expect(apart(law.marginal('X'), exactPond(law.time))).toBeLessThanOrEqual(bound + 1e-13);
      }
  });

  test('control: a birth rate a millionth off is beyond the bound', async () => {
    const [solved] = await solve(pond(), { rates: { birth: 10.00001 }, times: [1] });
    expect(apart(solved!.law.marginal('X'), exactPond(1))).toBeGreaterThan(10 * solved!.error);
  });

  test('goes on from what was kept, to the same bits', async () => {
    const times = [1, 3, 10];
    const whole = await solve(autoregulation, { times });
    for (const done of [1, 2]) {
      const { time, error, parts } = whole[done - 1]!;
      const rest = await solve(autoregulation, { times }, done, { time, error, parts });
      rest.forEach((solved, i) => {
        const same = whole[done + i]!;
        expect(solved.parts).toEqual(same.parts);
        expect(solved.error).toBe(same.error);
        expect(solved.told).toEqual(same.told);
      });
    }
  });

  test('follows rates that move on from where it was', async () => {
    const times = [0.5, 1.3, 2];
    const tide = scenario({
      name: 'tide',
      crn: crn('0 -> X @ {10 * (1 + 0.8 * sin(3 * t))}\nX -> 0 @ 1'),
      rates: {},
      start: {},
      time: { step: 1, until: 2 },
    });
    for (const { law } of await solve(tide, { times })) {
      const t = law.time;
      const mean = 10 * (1 - Math.exp(-t)) + 0.8 * (Math.sin(3 * t) - 3 * Math.cos(3 * t) + 3 * Math.exp(-t));
      expect(apart(law.marginal('X'), poissonLaw(mean))).toBeLessThan(3e-8);
    }
  });

  test('a law that was kept is the law', async () => {
    const [solved] = await solve(pond(), { times: [1] });
    const law = fsp.open(solveTask(pond()), solved!);
    expect(totalVariation(law as ListedLaw, solved!.law as ListedLaw)).toBeLessThan(1e-15);
    expect(law.time).toBe(1);
  });

  test('states that hold nothing are not listed', async () => {
    for (const { parts } of await solve(pond()))
      expect(parts.probability!.data.every((p) => p > 0)).toBe(true);
  });

  test('reports the start as it is', async () => {
    const [first] = await solve(pond(), { times: [0, 1] });
    expect(first!.law.marginal('X')).toEqual(Float64Array.of(0, 0, 0, 0, 0, 1));
    expect(first!.error).toBe(0);
  });

  test('a start that is a Poisson law stays one', async () => {
    const start = { kind: 'poisson', mean: { X: 10 } } as const;
    for (const { law } of await solve(pond({ start }))) {
      expect(law.mean()[0]).toBeCloseTo(10, 6);
      expect(law.covariance()[0]).toBeCloseTo(10, 6);
    }
  });
});

describe('truncations', () => {
  test('a reflecting box keeps all mass over many stretches', async () => {
    const times = Array.from({ length: 12 }, (_, i) => 0.25 * (i + 1));
    const limits = { X: 12, Y: 9 };
    for (const { law } of await solve(pond(), { times, limits, truncation: 'reflecting' }))
      expect(law.lost).toBeLessThan(1e-10);
  });

  test('a leaking box loses as much in stretches as in one', async () => {
    const box = { limits: { X: 14, Y: 9 }, truncation: 'leaking' } as const;
    const [one] = await solve(pond(), { ...box, times: [2] });
    const many = (await solve(pond(), { ...box, times: [0.2, 0.5, 1.1, 2] })).at(-1)!;
    expect(one!.law.lost).toBeGreaterThan(1e-3);
    expect(many.law.lost).toBeCloseTo(one!.law.lost, 8);
    expect(many.error).toBeGreaterThanOrEqual(many.law.lost);
    expect(totalVariation(many.law as ListedLaw, one!.law as ListedLaw)).toBeLessThan(1e-8);
  });

  test('a box that loses everything is said', async () => {
    const box = { limits: { X: 5, Y: 0 }, truncation: 'leaking' } as const;
    const gone = solve(pond(), { ...box, rates: { shed: 1e6 }, times: [1e3, 2e3] });
    await expect(gone).rejects.toThrow(SolverError);
    await expect(gone).rejects.toThrow(/all of the mass has left the `limits`\nRaise/);
  });
});

describe('published numbers', () => {
  test('toggle in the published box, after 1 and 5', async () => {
    const box = { limits: { Px: 79, Py: 79 }, truncation: 'reflecting' } as const;
    const rows = [
      [0.958854, 31.05054, 6.231515],
      [0.613505, 33.039113, 21.306572],
    ] as const;
    const laws = await solve(toggle, { ...box, times: [1, 5] });
    rows.forEach(([gene, protein, sd], i) => {
      for (const s of [0, 1]) {
        expect(laws[i]!.law.mean()[s]).toBeCloseTo(gene, 6);
        expect(laws[i]!.law.mean()[s + 2]).toBeCloseTo(protein, 5);
        expect(deviation(laws[i]!, s + 2)).toBeCloseTo(sd, 5);
      }
    });
  });

  test('autoregulation by its rates, as given on the command line', async () => {
    const laws = await solve(autoregulation, { rates: sets[1], times: [1, 5, 50] });
    const rows = [
      [0.363896, 20.336415, 8.453575],
      [0.348946, 28.466373, 12.161142],
      [0.33068, 29.555277, 11.825508],
    ] as const;
    rows.forEach(([gene, protein, sd], i) => {
      expect(laws[i]!.law.mean()[0]).toBeCloseTo(gene, 6);
      expect(laws[i]!.law.mean()[1]).toBeCloseTo(protein, 5);
      expect(deviation(laws[i]!, 1)).toBeCloseTo(sd, 5);
    });
  });
});

test('an error below what rounding leaves for each time is refused', async () => {
  const asked = solve(pond(), { error: 2e-12 });
  await expect(asked).rejects.toThrow(ScenarioError);
  await expect(asked).rejects.toThrow(/for each of 3 times\nAsk for 3e-12 or more/);
});
