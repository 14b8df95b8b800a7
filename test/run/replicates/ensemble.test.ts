import { describe, expect, test } from 'vitest';
import { mdn } from '../../../src/kernels/specs.ts';
import { type EnsembleOptions, simulateEnsemble } from '../../../src/run/replicates/ensemble.ts';
import { birthDeathShape, trainedBirthDeath } from '../../fixtures/birth-death.ts';
import { band, gap } from '../../support/gap.ts';
import { birthDeathLaw } from '../../support/laws.ts';
import { birthDeath } from '../../support/networks.ts';

const trajectories = 20_000;
/** That an exact kernel fails. */
const chance = 1e-9;
/** What the learned law may be off by, largest distance of the cumulative laws. */
const allow = 0.01;

const options: EnsembleOptions = {
  network: birthDeath.network,
  rates: { birth: 10, death: 1 },
  start: { X: 5 },
  trajectories,
  until: 4,
  every: 2,
  step: 1,
  seed: 11,
  timeUnit: '',
  threads: 1,
  keep: true,
};
const learned = async () => ({
  ...options,
  kernel: mdn(birthDeathShape),
  abstraction: await trainedBirthDeath(),
});

describe('an ensemble by a learned kernel', () => {
  test('follows the exact law from the start it is given; control: of a birth rate 10 % higher it does not', async () => {
    const { counts, times, outcome } = await simulateEnsemble(await learned());
    expect([...times]).toEqual([0, 2, 4]);
    expect(outcome.tally).toMatchObject({ learned: 4 * trajectories, outside: 0, exact: 0 });
    for (const [i, time] of [1, 2].map((at) => [at, times[at]!] as const)) {
      const law = (birth: number) => birthDeathLaw({ from: 5, birth, death: 1, time });
      expect(gap(counts[i]!, law(10))).toBeLessThan(band(trajectories, chance) + allow);
      expect(gap(counts[i]!, law(11))).toBeGreaterThan(band(trajectories, chance) + allow);
    }
  });

  test('refuses another step, other rates, and records between two steps', async () => {
    const given = await learned();
    await expect(simulateEnsemble({ ...given, every: 0.5, step: 0.5 })).rejects.toThrow('steps of 1');
    await expect(simulateEnsemble({ ...given, every: 1.5 })).rejects.toThrow(
      '--every: 1.5 is no whole number of steps of 1',
    );
  });
});
