import { expect, test } from 'vitest';
import type { Network } from '../../src/crn/network.ts';
import type { Abstraction, CountsScaling, Range } from '../../src/kernels/abstraction.ts';
import { openCrew } from '../../src/learning/crew.ts';
import { type AbstractionOptions, judge } from '../../src/learning/verdict.ts';
import { trainedBirthDeath } from '../fixtures/birth-death.ts';
import { randomAbstraction } from '../kernels/mdn/random-abstraction.ts';
import { bees, birthDeath } from '../support/networks.ts';

const fixed = (rates: readonly number[]): Range[] => rates.map((r) => [r, r]);
const beeRanges: Range[] = [
  [0, 12],
  [0, 4],
  [0, 4],
  [0, 12],
];
/** On this thread. */
async function judgeAlone(network: Network, abstraction: Abstraction, options: AbstractionOptions) {
  return judge(await openCrew({ network, threads: 1 }), network, abstraction, options);
}

const small = { settings: 6, trajectories: 400, lags: [1] };

test('a trained kernel passes; moved by a third of a molecule it fails', async () => {
  const { network, rates } = birthDeath;
  const abstraction = await trainedBirthDeath();
  const options = {
    settings: 4,
    trajectories: 4000,
    lags: [1, 3],
    ranges: [[0, 30]] as Range[],
    rates: fixed(rates),
  };
  const { verdict: good } = await judgeAlone(network, abstraction, options);
  expect(good.failures).toEqual([]);
  expect(good.pass).toBe(true);
  expect(Math.abs(good.excess!)).toBeLessThan(0.005);
  expect(good.distances.map((d) => d.lag)).toEqual([1, 3]);
  const scaling = abstraction.scaling as CountsScaling;
  const moved = { ...abstraction, scaling: { ...scaling, home: scaling.home.map((h) => h + 0.33) } };
  const { verdict: bad } = await judgeAlone(network, moved, options);
  expect(bad.pass).toBe(false);
  expect(bad.failures.join('\n')).toMatch(/X after 1 step: histogram distance/);
});

test('random weights fail by their distances, never by an identity', async () => {
  const { verdict } = await judgeAlone(
    bees.network,
    randomAbstraction(bees.network, { rates: bees.rates, wild: 5 }),
    {
      ...small,
      ranges: beeRanges,
      rates: fixed(bees.rates),
    },
  );
  expect(verdict.violations).toEqual({ support: 0, conservation: 0, negative: 0, absorbing: 0 });
  expect(verdict.pass).toBe(false);
  expect(verdict.failures.join('\n')).toMatch(/histogram distance \d\.\d+, two exact sets/);
});

test('the published head breaks identities, and the verdict counts them', async () => {
  const { verdict } = await judgeAlone(
    bees.network,
    randomAbstraction(bees.network, { rates: bees.rates, head: 'gaussian' }),
    {
      ...small,
      settings: 12,
      ranges: beeRanges,
      rates: fixed(bees.rates),
    },
  );
  expect(verdict.violations.conservation).toBeGreaterThan(0);
  expect(verdict.violations.absorbing).toBeGreaterThan(0);
  expect(verdict.pass).toBe(false);
});
