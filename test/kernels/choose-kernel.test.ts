import { expect, test } from 'vitest';
import { chooseKernel } from '../../src/kernels/choose-kernel.ts';
import { bees } from '../support/networks.ts';
import { randomAbstraction } from './mdn/random-abstraction.ts';
import { passed } from './mdn/verdicts.ts';

const { network, rates } = bees;
const abstraction = randomAbstraction(network, { rates });
const job = {
  network,
  dt: 0.5,
  rates: Float64Array.from(rates),
  sample: Int32Array.from({ length: 4 * 200 }, (_, i) => (i * 7) % 11),
};

test('a kernel without a passed verdict is never chosen, and the reason says so', async () => {
  const failed = {
    ...abstraction,
    verdict: { ...passed, pass: false, failures: ['P after 1 steps: distance 0.1, floor 0.01'] },
  };
  const choice = await chooseKernel({ ...job, abstractions: [abstraction, failed] });
  expect(choice.spec).toEqual({ kind: 'ssa' });
  expect(choice.refused.map((r) => r.why)).toEqual([
    'it has no verdict',
    'its verdict failed (P after 1 steps: distance 0.1, floor 0.01)',
  ]);
  expect(choice.reason).toMatch(
    /^kernel ssa \S+ µs a row \(mdn not used: it has no verdict; mdn not used: its verdict failed/,
  );
});

test('all that may be used are timed, and the cheapest is chosen', async () => {
  const before = job.sample.slice();
  const choice = await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }] });
  expect(job.sample).toEqual(before);
  expect(choice.costs.map((c) => c.kernel.split(' ')[0]).sort()).toEqual(['hybrid', 'mdn', 'ssa']);
  const costs = choice.costs.map((c) => c.microseconds);
  expect(costs.every((c) => c > 0)).toBe(true);
  expect(costs[0]).toBe(Math.min(...costs));
  expect(choice.reason.startsWith(`kernel ${choice.costs[0]!.kernel}`)).toBe(true);
});
