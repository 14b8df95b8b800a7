import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { openCrew } from '../../../src/learning/crew.ts';
import { judgeSeconds } from '../../../src/learning/plan/judge-seconds.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { birthDeath } from '../../support/networks.ts';

async function measured(network: Network, rates: readonly number[], wild: number) {
  const { shape, domain, scaling, dt, weights } = randomAbstraction(network, { rates, dt: 0.5, wild });
  const crew = await openCrew({ network, threads: 1 });
  const of = { ranges: [[0, 30]] as const, rates: rates.map((r) => [r, r] as const) };
  const job = { network, dt, shape, ...of };
  return judgeSeconds({ job, crew, seed: 1, parts: { shape, domain, scaling, dt }, weights });
}

test('a network that cannot be simulated before it is trained is no error, and no time is told', async () => {
  // Weights this wild draw molecules without end.
  expect(await measured(birthDeath.network, birthDeath.rates, 3)).toBeNull();
});

test.each([
  ['control: of one that can be, a time is told', birthDeath.network, birthDeath.rates],
  [
    'a formula that refuses some states keeps nobody from telling',
    crn('0 -> X @ {k * (30 - X)}\nX -> 0 @ d'),
    [1, 0.2],
  ],
])('%s', async (_what, network, rates) => {
  const speed = await measured(network, rates, 0.3);
  expect(speed!.once + speed!.each).toBeGreaterThan(0);
});
