import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Abstraction, CountsScaling, Range } from '../../src/kernels/abstraction.ts';
import { ssa } from '../../src/kernels/specs.ts';
import { openCrew } from '../../src/learning/crew.ts';
import { crewChains, type DrawChains } from '../../src/learning/verdict/sets/chains.ts';
import { type AbstractionOptions, exactSets, judge, judgeAgainst } from '../../src/learning/verdict.ts';
import { trainedBirthDeath } from '../fixtures/birth-death.ts';
import { randomAbstraction } from '../kernels/learned/random-abstraction.ts';
import { randomGaussian } from '../kernels/learned/random-gaussian.ts';
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

test('a kernel that looks back is judged by its own steps: random weights fail, whatever they look back on', async () => {
  const { network, rates } = birthDeath;
  const abstraction = randomGaussian(network, { rates, hidden: [6], past: 11 });
  const options = { ...small, ranges: [[0, 30]] as Range[], rates: fixed(rates) };
  const { verdict, exact } = await judgeAlone(network, abstraction, options);
  expect(exact.past).toHaveLength(6 * 10);
  expect(verdict.pass).toBe(false);
  expect(verdict.checks.filter((f) => f.failed > 0).map((f) => f.name)).toContain('distance');
  expect(verdict.checks.map((f) => f.name)).toContain('surprise');
  // Control: the same states, the same past, and exact steps.
  const crew = await openCrew({ network, threads: 1 });
  const own = { chains: crewChains(crew, ssa(), abstraction.dt) };
  expect((await judgeAgainst(network, exact, own)).verdict.failures).toEqual([]);
});

test('a kernel that reads the step is judged at steps of its whole range', async () => {
  const { network, rates } = birthDeath;
  const abstraction = randomAbstraction(network, { rates, dt: 0.5, steps: [0.25, 1], wild: 5 });
  const options = { ...small, ranges: [[0, 30]] as Range[], rates: fixed(rates) };
  const { verdict, exact } = await judgeAlone(network, abstraction, options);
  expect(new Set(exact.lengths).size).toBe(6);
  expect(Math.min(...exact.lengths)).toBeGreaterThanOrEqual(0.25);
  expect(Math.max(...exact.lengths)).toBeLessThanOrEqual(1);
  expect(verdict.pass).toBe(false);
  const crew = await openCrew({ network, threads: 1 });
  const chains = crewChains(crew, ssa(), 0.5);
  expect((await judgeAgainst(network, exact, { chains })).verdict.failures).toEqual([]);
  // Control: exact steps of one length for all are not the same.
  const one: DrawChains = (job) => chains({ ...job, dt: 0.5 });
  expect((await judgeAgainst(network, exact, { chains: one })).verdict.pass).toBe(false);
});

test('a kernel that makes molecules without end fails its verdict, and is no crash', async () => {
  const { network, rates } = birthDeath;
  const abstraction = await trainedBirthDeath();
  const scaling = abstraction.scaling as CountsScaling;
  const wild = { ...abstraction, scaling: { ...scaling, home: scaling.home.map(() => 3e9) } };
  const options = { ...small, ranges: [[0, 30]] as Range[], rates: fixed(rates) };
  const { verdict, learned } = await judgeAlone(network, wild, options);
  expect(verdict.pass).toBe(false);
  expect(verdict.failures).toEqual([expect.stringMatching(/^it cannot be simulated: .*molecules of X/)]);
  expect(learned).toEqual([]);
  // Control: an error that is not the kernel's is thrown.
  const { exact } = await judgeAlone(network, abstraction, options);
  const broken = { chains: () => Promise.reject(new Error('no disk')) };
  await expect(judgeAgainst(network, exact, broken)).rejects.toThrow('no disk');
});

test('states that a formula has no rate for fail the verdict, in words; control: others do not', async () => {
  const network = crn('0 -> X @ {k * (30 - X)}\nX -> 0 @ d');
  const crew = await openCrew({ network, threads: 1 });
  const sizes = { settings: 2, trajectories: 100, lags: [1, 3] };
  const exact = await exactSets(crew, {
    network,
    dt: 0.5,
    seed: 1,
    ranges: [[0, 30]],
    rates: fixed([1, 1]),
    ...sizes,
  });
  // Whole numbers of a law that knows no support, as the published head has.
  const around =
    (low: number): DrawChains =>
    async ({ starts, trajectories, lags }) =>
      lags.map(() => Int32Array.from({ length: starts.length * trajectories }, (_, i) => low + (i % 7)));
  const { verdict } = await judgeAgainst(network, exact, { chains: around(26) });
  expect(verdict.pass).toBe(false);
  expect(verdict.violations.support).toBeGreaterThan(0);
  expect(verdict.failures.join('\n')).toMatch(
    /no rate in \d+ of \d+ states: reaction "0 -> X": its propensity is -\d at X 3[12]/,
  );
  const { verdict: inside } = await judgeAgainst(network, exact, { chains: around(20) });
  expect(inside.violations.support).toBe(0);
  expect(inside.failures.join('\n')).not.toContain('no rate');
});
