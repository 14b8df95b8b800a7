/**
 * The networks of scenarios/master-equation say what was published: what the solvers' tests do not see,
 * because it has too many states. Anchors: small sets of runs by another program, of the formulas as published.
 */
import { describe, expect, test } from 'vitest';
import { cascade1, rates as rates1 } from '../scenarios/master-equation/cascade1.ts';
import second, { cascade2, rates as rates2 } from '../scenarios/master-equation/cascade2.ts';
import third, { cascade3, rates as rates3 } from '../scenarios/master-equation/cascade3.ts';
import { mapk } from '../scenarios/master-equation/mapk.ts';
import { schlogl, rates as schloglRates } from '../scenarios/master-equation/schlogl.ts';
import { rates as lineRates, schloglLine } from '../scenarios/master-equation/schlogl-line.ts';
import type { Network } from '../src/crn/network.ts';
import { simulateEnsemble } from '../src/run/replicates/ensemble.ts';
import type { Scenario } from '../src/run/scenario.ts';
import { propensities } from './support/propensities.ts';

/** Propensities at these counts. */
const at = (network: Network, rates: Record<string, number>, counts: readonly number[]): number[] =>
  Array.from(
    propensities(
      network,
      network.rates.map((name) => rates[name]!),
      counts,
    ),
  );

describe('cascades', () => {
  test('1: made at 10, turned on at 5, decaying at 1', () => {
    expect(at(cascade1(3), rates1, [2, 3, 4])).toEqual([10, 10, 15, 2, 3, 4]);
  });

  test('2: turned on at b + km n/(k0 + n), and not where there is none', () => {
    const [make, first, none, ...decay] = at(cascade2(3), rates2(3), [2, 0, 4]);
    const n = 7.5;
    expect(make).toBeCloseTo(250 / n, 12);
    expect(first).toBeCloseTo(25 / n + ((2500 / n) * 2) / (100 / n + 2), 12);
    expect(none).toBe(0);
    expect(decay).toEqual([5, 0, 10]);
  });

  test('3: the last holds back the first', () => {
    expect(at(cascade3(3), rates3, [2, 3, 10])).toEqual([6, 10, 15, 2, 3, 10]);
  });

  // The means of our 400 runs lie eight of their standard errors within each tolerance: by chance below 1e-14.
  const anchors: readonly [Scenario, number, Record<string, number>, number][] = [
    [second, 2, { X1: 6.4, X14: 1.5, X15: 20.3 }, 2937],
    [third, 10, { X1: 1.75, X2: 1.39, X3: 1.16, X15: 0.85 }, 648],
  ];
  const averages = async (scenario: Scenario, until: number) => {
    const { crn: network, rates, start } = scenario;
    const task = { network, rates: rates as Record<string, number>, start: start as Record<string, number> };
    const trajectories = 400;
    const e = await simulateEnsemble({
      ...task,
      trajectories,
      until,
      every: until,
      seed: 3,
      timeUnit: '',
      threads: 1,
    });
    const mean = Object.fromEntries(e.species.map((name, s) => [name, e.mean[s]!.at(-1)!]));
    return { mean, events: e.outcome.tally.events / trajectories };
  };

  test.each(anchors)(
    '%#: means and events near the published runs',
    async (scenario, until, means, events) => {
      const found = await averages(scenario, until);
      for (const [name, mean] of Object.entries(means))
        expect(Math.abs(found.mean[name]! - mean), name).toBeLessThan(0.4 + 0.15 * mean);
      expect(found.events / events).toBeCloseTo(1, 1);
    },
  );

  test('control: a chain that decays a third faster has other events', async () => {
    const rates = { ...(second.rates as Record<string, number>), decay: 3.33 };
    const found = await averages({ ...second, rates } as Scenario, 2);
    expect(Math.abs(found.mean.X15! - 20.3)).toBeGreaterThan(0.4 + 0.15 * 20.3);
  });
});

describe('Schlögl', () => {
  test('powers of counts down to one molecule, and falling factorials', () => {
    const { c1, c2, c3, c4 } = schloglRates;
    expect(at(schlogl(), schloglRates, [1])).toEqual([c1, c2, c3, c4]);
    expect(at(schlogl('falling'), schloglRates, [2])).toEqual([2 * c1, 0, c3, 2 * c4]);
  });

  test('on a line: four reactions a voxel, and hops to the neighbours only', () => {
    const line = schloglLine(3);
    const hops = line.reactions.filter((r) => r.change.length === 2);
    expect(line.reactions).toHaveLength(3 * 4 + 2 * 2);
    expect(hops.map((r) => r.name)).toEqual(['X1 -> X2', 'X2 -> X1', 'X2 -> X3', 'X3 -> X2']);
    expect(at(line, lineRates, [1, 2, 3]).slice(12)).toEqual([1, 2, 2, 3].map((n) => n * 8.2207));
  });
});

test('MAPK: 35 reactions of 16 species, and one molecule of phosphatase in all its forms', () => {
  expect(mapk.reactions).toHaveLength(35);
  expect(mapk.species).toEqual(Array.from({ length: 16 }, (_, i) => `X${i}`));
  expect(mapk.laws).toHaveLength(1);
  const held = mapk.laws[0]!.coefficients.flatMap((c, s) => (c === 0 ? [] : [`${c} ${mapk.species[s]}`]));
  expect(held).toEqual(['1 X1', '1 X10', '1 X11', '1 X12', '1 X13', '1 X14', '1 X15']);
});
