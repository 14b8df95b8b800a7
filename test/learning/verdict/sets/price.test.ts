import { expect, test } from 'vitest';
import { openCrew } from '../../../../src/learning/crew.ts';
import { affordable, countsKept, stepsOf } from '../../../../src/learning/verdict/sets/price.ts';
import { exactSets } from '../../../../src/learning/verdict.ts';
import { bees, birthDeath, sir } from '../../../support/networks.ts';

test('a dear network keeps its settings and gets fewer trajectories, a hundred at the least', () => {
  const { settings, trajectories } = affordable(500, 10, { price: 2e8 });
  expect(settings).toBe(25);
  // Two sets and long runs of a fifth more.
  expect(trajectories * 25 * 500 * 10 * 2.2).toBeLessThanOrEqual(2e8);
  expect((trajectories + 100) * 25 * 500 * 10 * 2.2).toBeGreaterThan(2e8);
  expect(affordable(500, 10, { price: 1 })).toEqual({ settings: 25, trajectories: 100 });
});

test('what was asked for is taken as it is', () => {
  expect(affordable(500, 10, { settings: 7, trajectories: 9, price: 1 })).toEqual({
    settings: 7,
    trajectories: 9,
  });
});

test('the size of many species bounds the settings of a cheap one', () => {
  const wide = { ...sir.network, species: Array.from({ length: 80 }, (_, s) => `S${s}`) };
  expect(affordable(1e-3, 10, { network: wide })).toEqual({ settings: 25, trajectories: 4000 });
  for (const { network } of [sir, bees])
    expect(affordable(1e-3, 10, { network })).toEqual({ settings: 100, trajectories: 4000 });
});

test('counts and steps of sets are foretold', async () => {
  const { network, rates } = birthDeath;
  const lags = [1, 3];
  const design = { network, dt: 1, seed: 1, ranges: [[0, 20]] as const, lags };
  const sizes = { settings: 2, trajectories: 200, rates: rates.map((r) => [r, r] as const) };
  const { first, second, long } = await exactSets(await openCrew({ network, threads: 1 }), {
    ...design,
    ...sizes,
  });
  const size = (sets: readonly Int32Array[]) => sets.reduce((n, { length }) => n + length, 0);
  // The learned side is as large as one exact set, and the long runs.
  expect(size(first) + size(second) + size(first) + 2 * size(long.steps)).toBe(2 * 200 * countsKept(lags));
  expect(2 * 200 * 2 * 3 + 2 * long.trajectories * long.steps.length).toBeCloseTo(2 * 200 * stepsOf(2, 3), 9);
});
