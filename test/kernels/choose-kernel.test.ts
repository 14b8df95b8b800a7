import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { AbstractionError, KernelError } from '../../src/errors.ts';
import { type ChoiceJob, chooseKernel } from '../../src/kernels/choose-kernel.ts';
import { bees } from '../support/networks.ts';
import { randomAbstraction } from './learned/random-abstraction.ts';
import { passed } from './learned/verdicts.ts';

const { network, rates } = bees;
/** Microseconds a row by kind of kernel, in the place of a clock. */
const priced =
  (prices: Readonly<Record<string, number>>, events = 40): NonNullable<ChoiceJob['time']> =>
  (kernel) => ({ microseconds: prices[kernel.spec.kind]!, events, rows: 200 });
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

test('all that may be used are priced, and the cheapest is chosen; a hybrid must save a tenth', async () => {
  const before = job.sample.counts.slice();
  const choose = (prices: Record<string, number>) =>
    chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }], time: priced(prices) });
  const choice = await choose({ ssa: 40, tau: 50, mdn: 30, hybrid: 28 });
  expect(job.sample.counts).toEqual(before);
  expect(choice.offers.map((o) => o.kernel.split(' ')[0])).toEqual(['mdn', 'hybrid', 'ssa', 'tau']);
  expect(choice.spec).toBe(choice.offers[0]!.spec);
  expect(choice.reason.startsWith(`kernel ${choice.offers[0]!.kernel} 30 µs a row`)).toBe(true);
  // Exact simulation takes 1 µs an event.
  expect(choice.breakEven).toBe(30);
  expect(choice.reason).toContain(
    '; learned is cheaper than exact from 30 events a step on, and there are 40',
  );
  expect((await choose({ ssa: 40, tau: 50, mdn: 30, hybrid: 25 })).spec.kind).toBe('hybrid');
  expect((await choose({ ssa: 20, tau: 50, mdn: 30, hybrid: 25 })).spec.kind).toBe('ssa');
});

test('what is priced is measured where nobody says otherwise', async () => {
  const { offers, events } = await chooseKernel({ ...job, abstractions: [] });
  expect(offers.every((o) => o.cost!.rows >= 1 && o.cost!.rows <= 200)).toBe(true);
  expect(events).toBeGreaterThan(0);
});

test('what was learned for other rates is refused, and the rest goes on', async () => {
  const other = rates.map((rate) => 2 * rate);
  const choice = await chooseKernel({
    ...job,
    rates: other,
    abstractions: [{ ...abstraction, verdict: passed }],
  });
  const refused = choice.offers.filter((o) => o.kernel.startsWith('mdn'));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ pass: false });
  expect(refused[0]!.verdict).toMatch(/^cannot: .*it was trained for/);
  expect(choice.breakEven).toBeUndefined();
});

test('what cannot be read is told, and the rest goes on; control: without it, nothing is', async () => {
  const error = new AbstractionError('abstractions/bees-0', 'it was cut off', 'Train it again.');
  const good = { ...abstraction, verdict: passed };
  const unreadable = [{ path: 'abstractions/bees-0', error }];
  const choose = (more: Partial<ChoiceJob>) =>
    chooseKernel({
      ...job,
      abstractions: [good],
      time: priced({ ssa: 40, tau: 50, mdn: 3, hybrid: 3 }),
      ...more,
    });
  const { offers, reason, spec } = await choose({ unreadable });
  expect(spec.kind).toBe('mdn');
  expect(offers.at(-1)).toEqual({
    kernel: 'mdn (bees-0)',
    spec: expect.objectContaining({ kind: 'mdn' }),
    pass: false,
    verdict: 'cannot: abstractions/bees-0: it was cut off',
  });
  expect(reason).toContain('mdn (bees-0) not used: cannot: ');
  expect((await choose({})).reason).not.toContain('bees-0');
});

test('a learned kernel that breaks on the rows of the run is refused, and the rest goes on', async () => {
  const time: NonNullable<ChoiceJob['time']> = (kernel) => {
    if ('body' in kernel.spec) throw new KernelError('mdn kernel', 'it drew 3e9 molecules of P', '');
    return { microseconds: 40, events: 40, rows: 200 };
  };
  const choice = await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }], time });
  expect(choice.spec.kind).not.toBe('mdn');
  expect(choice.offers.at(-1)!.verdict).toBe('cannot: mdn kernel: it drew 3e9 molecules of P');
});

test('of many kernels the line tells the first few, and how many more there are', async () => {
  const abstractions = [1, 2, 3].map((seed) => ({
    ...randomAbstraction(network, { rates, seed }),
    verdict: passed,
  }));
  const { reason, offers } = await chooseKernel({ ...job, abstractions });
  expect(offers).toHaveLength(8);
  expect(reason).toContain('; 1 more, see crn-grid plan)');
});

test('tau-leaping is used where it is cheaper and its law holds, and refused where it cannot be', async () => {
  const crowd = crn('0 <-> X @ in, out');
  const sample = { counts: new Int32Array(64).fill(4500), rates: Float64Array.of(5000, 1), dt: 1 };
  const choose = (prices: Record<string, number>) =>
    chooseKernel({ network: crowd, sample, abstractions: [], time: priced(prices, 9000) });
  const choice = await choose({ ssa: 100, tau: 10 });
  expect(choice.spec.kind).toBe('tau');
  expect(choice.offers[0]!.verdict).toMatch(/X .* × floor \(limit 1\.\d+; 4 states × \d+, one step\)/);
  expect(choice.events).toBe(9000);
  // Control: as dear as exact simulation it is not even looked at.
  expect((await choose({ ssa: 100, tau: 100 })).spec.kind).toBe('ssa');
  const timed = crn('0 -> X @ {in * (1 + sin(t))}\nX -> 0 @ out');
  const refused = (await chooseKernel({ network: timed, sample, abstractions: [] })).offers[1]!;
  expect(refused).toMatchObject({ pass: false });
  expect(refused.verdict).toMatch(/^cannot: .*reads the time t/);
});
