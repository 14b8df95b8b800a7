import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { chooseKernel } from '../../src/kernels/choose-kernel.ts';
import { bees } from '../support/networks.ts';
import { randomAbstraction } from './mdn/random-abstraction.ts';
import { passed } from './mdn/verdicts.ts';

const { network, rates } = bees;
const abstraction = randomAbstraction(network, { rates });
const job = {
  network,
  sample: {
    counts: Int32Array.from({ length: 4 * 200 }, (_, i) => (i * 7) % 11),
    rates: Float64Array.from(rates),
    dt: 0.5,
  },
};

test('a kernel without a passed verdict is never chosen, and the reason says so', async () => {
  const failed = {
    ...abstraction,
    verdict: { ...passed, pass: false, failures: ['P after 1 steps: distance 0.1, floor 0.01'] },
  };
  const choice = await chooseKernel({ ...job, abstractions: [abstraction, failed] });
  expect(['ssa', 'tau']).toContain(choice.spec.kind);
  const learned = choice.offers.filter((o) => o.kernel.startsWith('mdn'));
  expect(learned.map((o) => [o.pass, o.verdict])).toEqual([
    [false, 'has no verdict'],
    [false, 'failed its verdict (P after 1 steps: distance 0.1, floor 0.01)'],
  ]);
  expect(choice.breakEven).toBeUndefined();
  expect(choice.reason).toMatch(
    /^kernel \w+ .*µs a row \(.*mdn \(.*\) not used: has no verdict; .* not used: failed its/,
  );
});

test('all that may be used are timed, and the cheapest is chosen', async () => {
  const before = job.sample.counts.slice();
  const choice = await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }] });
  expect(job.sample.counts).toEqual(before);
  expect(choice.offers.map((o) => o.kernel.split(' ')[0]).sort()).toEqual(['hybrid', 'mdn', 'ssa', 'tau']);
  const usable = choice.offers.filter((o) => o.pass).map((o) => o.cost!.microseconds);
  expect(usable.every((c) => c > 0)).toBe(true);
  // Within the tenth that a hybrid must save.
  expect(usable[0]).toBeLessThanOrEqual(1.1 * Math.min(...usable));
  expect(choice.spec).toBe(choice.offers[0]!.spec);
  expect(choice.reason.startsWith(`kernel ${choice.offers[0]!.kernel}`)).toBe(true);
  expect(choice.breakEven).toBeGreaterThan(0);
});

test('tau-leaping is used where it is cheaper and its law holds, and refused where it cannot be', async () => {
  const crowd = crn('0 <-> X @ in, out');
  const sample = { counts: new Int32Array(64).fill(4500), rates: Float64Array.of(5000, 1), dt: 1 };
  const choice = await chooseKernel({ network: crowd, sample, abstractions: [] });
  expect(choice.spec.kind).toBe('tau');
  expect(choice.offers[0]!.verdict).toMatch(/X .* × floor \(limit 1.3; 4 states × \d+, one step\)/);
  expect(choice.events).toBeGreaterThan(5000);
  const timed = crn('0 -> X @ {in * (1 + sin(t))}\nX -> 0 @ out');
  const refused = (await chooseKernel({ network: timed, sample, abstractions: [] })).offers[1]!;
  expect(refused).toMatchObject({ pass: false });
  expect(refused.verdict).toMatch(/^cannot: .*reads the time t/);
});
