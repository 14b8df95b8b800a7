import { expect, test } from 'vitest';
import { ssa } from '../../../../src/kernels/specs.ts';
import { openCrew } from '../../../../src/learning/crew.ts';
import { checkIdentities } from '../../../../src/learning/verdict/checks/identity-sets.ts';
import { crewChains, type DrawChains } from '../../../../src/learning/verdict/sets/chains.ts';
import { drawExactSets, type ExactSets } from '../../../../src/learning/verdict/sets/exact-sets.ts';
import { learnedSets } from '../../../../src/learning/verdict/sets/learned-sets.ts';
import { sir } from '../../../support/networks.ts';

const { network, rates } = sir;
const chains = crewChains(await openCrew({ network, threads: 1 }), ssa(), 0.5);
const exact: ExactSets = await drawExactSets(
  {
    ...{ network, dt: 0.5, seed: 1, settings: 4, trajectories: 40, lags: [1, 3] },
    // Few are infected: many epidemics end soon.
    ranges: [
      [0, 20],
      [0, 2],
      [0, 20],
    ],
    rates: rates.map((r) => [r, r] as const),
  },
  chains,
);
const check = async (draw: DrawChains, transitions = 0) =>
  checkIdentities({
    ...{ network, exact, transitions, draw },
    ...(await learnedSets(exact, (job) => draw(job))),
  });
const none = { support: 0, conservation: 0, negative: 0, absorbing: 0 };

test('exact chains break nothing; what was checked is what was counted', async () => {
  const { violations, checked, atRest } = await check(chains);
  expect(violations).toEqual(none);
  const { settings, trajectories, lags, long, still } = exact;
  const sampled = settings * (trajectories * lags.length + long.trajectories * long.steps.length);
  expect(checked).toBe(sampled + still.lengths.length * trajectories);
  // Epidemics that have ended, besides the starts where there is none.
  expect(atRest).toBeGreaterThan(still.lengths.length * trajectories);
});

test('more steps are drawn where more are asked for', async () => {
  const { violations, checked } = await check(chains, 20_000);
  expect(violations).toEqual(none);
  expect(checked).toBeGreaterThanOrEqual(20_000);
});

test('control: an epidemic that begins again on the way is seen, though all of its states can be reached', async () => {
  const again: DrawChains = async (job) => {
    const all = await chains(job);
    const width = all[0]!.length;
    // The last state but one of each trajectory is that of an epidemic that has ended: nothing may follow.
    if (all.length > 2)
      for (let at = 0; at < width; at += 3) {
        const [before, after] = [all.at(-2)!, all.at(-1)!];
        const total = before[at]! + before[at + 1]! + before[at + 2]!;
        before.set([0, 0, total], at);
        after.set([0, 1, total - 1], at);
      }
    return all;
  };
  const { violations } = await check(again);
  // And of those that had ended before, the susceptibles are gone.
  expect(violations.absorbing).toBeGreaterThanOrEqual(exact.settings * exact.long.trajectories);
});
