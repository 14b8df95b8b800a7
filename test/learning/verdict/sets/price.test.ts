import { expect, test } from 'vitest';
import { affordable } from '../../../../src/learning/verdict/sets/price.ts';
import { bees, sir } from '../../../support/networks.ts';

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
