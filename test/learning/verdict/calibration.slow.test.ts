import { describe, expect, test } from 'vitest';
import { ssa } from '../../../src/kernels/specs.ts';
import { openCrew } from '../../../src/learning/crew.ts';
import { crewChains } from '../../../src/learning/verdict/sets/chains.ts';
import { exactSets, judgeAgainst } from '../../../src/learning/verdict.ts';
import { bees, birthDeath, egfr, geneExpression, type Model, sir } from '../../support/networks.ts';

/**
 * An exact kernel fails a verdict with a chance of 1e-3 at most, by bounds that leave room. Here chance
 * may use up no more than 1.2 of what it is allowed in any of some 10 000 checks of each network: with
 * Gaussian tails that happens with a chance below 1e-9 where the bounds are right.
 */
const cases: readonly (readonly [
  name: string,
  model: Model,
  dt: number,
  most: readonly number[],
  verdicts: number,
])[] = [
  ['birth and death', birthDeath, 0.5, [30], 40],
  ['an epidemic', sir, 0.5, [200, 200, 200], 20],
  ['bees, with rare states', bees, 0.5, [20, 20, 20, 30], 40],
  ['gene expression', geneExpression, 5, [20, 60], 20],
  ['EGFR, with many species', egfr(), 0.5, egfr().start.map((n) => Math.max(5, n)), 3],
];

describe.each(cases)('chance alone: %s', (_name, { network, rates }, dt, most, verdicts) => {
  test('an exact kernel passes, every time', async () => {
    const crew = await openCrew({ network, threads: 1 });
    for (let seed = 1; seed <= verdicts; seed++) {
      const exact = await exactSets(crew, {
        network,
        dt,
        seed: 1000 * seed,
        ranges: most.map((n) => [0, n] as const),
        rates: rates.map((r) => [r, r] as const),
        settings: 8,
        trajectories: 1000,
        lags: [1, 3, 10],
      });
      const { verdict } = await judgeAgainst(network, exact, {
        chains: crewChains(crew, ssa(), dt),
      });
      expect(verdict.failures).toEqual([]);
      for (const { worst } of verdict.checks)
        for (const c of worst)
          if (c.byChance > 0) expect(Math.abs(c.value - c.floor) / c.byChance, c.what).toBeLessThan(1.2);
    }
  });
});

test('control: rates 10 % off fail', async () => {
  const { network, rates } = sir;
  const crew = await openCrew({ network, threads: 1 });
  const exact = await exactSets(crew, {
    network,
    dt: 0.5,
    seed: 1,
    ranges: [
      [0, 200],
      [0, 200],
      [0, 200],
    ],
    rates: rates.map((r) => [r, r] as const),
    settings: 8,
    trajectories: 1000,
    lags: [1, 3, 10],
  });
  const chains = crewChains(crew, ssa(), 0.5);
  const off = (job: Parameters<typeof chains>[0]) =>
    chains({ ...job, rates: job.rates.map((r, i) => (i % 2 === 0 ? 1.1 * r : r)) });
  expect((await judgeAgainst(network, exact, { chains: off })).verdict.pass).toBe(false);
});
