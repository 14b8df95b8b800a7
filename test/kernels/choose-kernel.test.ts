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
  (kernel) => {
    const microseconds = prices[kernel.spec.kind]!;
    return { microseconds, middle: microseconds, events, rows: 200 };
  };
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
  // What is measured is off by a twentieth at the least: no interval is narrower.
  expect(choice.breakEven).toEqual([28, 32]);
  expect(choice.reason).toContain(
    '; learned is cheaper than exact from 28–32 events a step on, and there are 40',
  );
  expect((await choose({ ssa: 40, tau: 50, mdn: 30, hybrid: 25 })).spec.kind).toBe('hybrid');
  expect((await choose({ ssa: 20, tau: 50, mdn: 30, hybrid: 25 })).spec.kind).toBe('ssa');
});

test('of several hybrids the cheapest that may be used is offered', async () => {
  const failed = { ...passed, pass: false, failures: ['P after 1 step'] };
  const [bad, good] = [failed, passed].map((verdict, seed) => ({
    ...randomAbstraction(network, { rates, seed }),
    verdict,
  }));
  const prices = priced({ ssa: 40, tau: 50, mdn: 30, hybrid: 25 });
  const { offers } = await chooseKernel({ ...job, abstractions: [bad!, good!], time: prices });
  const hybrids = offers.filter((o) => o.spec.kind === 'hybrid');
  expect(hybrids.map((o) => o.abstraction)).toEqual([good]);
});

test('from how many events on it pays is as wide as measurements scatter; control: two digits where they do not', async () => {
  const scatter = (most: number): NonNullable<ChoiceJob['time']> => {
    const exact = [40, most];
    return ({ spec }) => {
      const microseconds = spec.kind === 'ssa' ? exact.shift()! : 30;
      return {
        microseconds,
        middle: spec.kind === 'ssa' ? microseconds : 1.2 * microseconds,
        events: 40,
        rows: 9,
      };
    };
  };
  const evenOf = async (most: number) =>
    (await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }], time: scatter(most) }))
      .breakEven;
  // The machine was half as fast when exact simulation was timed again.
  expect(await evenOf(80)).toEqual([14, 38]);
  expect(await evenOf(40)).toEqual([28, 38]);
});

test('where nothing happens nobody can tell when learning pays, and nothing is mixed', async () => {
  const time = priced({ ssa: 0.3, tau: 2, mdn: 0.1, hybrid: 0.1 }, 0);
  const choice = await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }], time });
  expect(choice.breakEven).toBeUndefined();
  expect(choice.reason).not.toMatch(/NaN|Infinity|learned is cheaper/);
  expect(choice.offers.map((o) => o.spec.kind)).not.toContain('hybrid');
});

test('a pass that chance decides is offered, and told as such; control: one with power is told as a pass', async () => {
  const saidOf = async (unresolved: number): Promise<readonly [boolean, string]> => {
    const checks = [{ name: 'mean' as const, tested: 40, failed: 0, unresolved, worst: [] }];
    const judged = { ...abstraction, verdict: { ...passed, checks } };
    const time = priced({ ssa: 40, tau: 50, mdn: 30, hybrid: 30 });
    const { offers } = await chooseKernel({ ...job, abstractions: [judged], time });
    const { pass, verdict } = offers.find((o) => o.spec.kind === 'mdn')!;
    return [pass, verdict];
  };
  expect(await saidOf(11)).toEqual([
    true,
    'passes as far as its samples tell: chance decides 11 of 40 limits',
  ]);
  expect(await saidOf(10)).toEqual([true, 'passed its verdict']);
});

test('tau-leaping that never leaps is said to be exact simulation, and not chosen; control: it leaps in a crowd', async () => {
  const saidOf = async (of: Pick<ChoiceJob, 'network' | 'sample'>): Promise<string> => {
    // Cheaper than exact simulation it would be chosen; in a crowd it is as dear, and not looked at.
    const microseconds = of.network === network ? 1 : 40;
    const time: NonNullable<ChoiceJob['time']> = (kernel, _, { counts, rates, dt }) => {
      kernel.step(counts.slice(), rates, 0, dt, { seed: 1, step: 0, firstAgent: 0 });
      const cost = kernel.spec.kind === 'tau' ? microseconds : 40;
      return { microseconds: cost, middle: cost, events: 40, rows: 8 };
    };
    const { offers, spec } = await chooseKernel({ ...of, abstractions: [], time });
    expect(spec.kind).toBe('ssa');
    return offers.find((o) => o.spec.kind === 'tau')!.verdict;
  };
  expect(await saidOf(job)).toBe('never leaps here: it is exact simulation');
  const rates = Float64Array.of(5000, 1);
  const sample = { counts: new Int32Array(8).fill(4500), rates, dt: 1 };
  expect(await saidOf({ network: crn('0 <-> X @ in, out'), sample })).toContain('not checked');
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
    return { microseconds: 40, middle: 40, events: 40, rows: 200 };
  };
  const choice = await chooseKernel({ ...job, abstractions: [{ ...abstraction, verdict: passed }], time });
  expect(choice.spec.kind).not.toBe('mdn');
  expect(choice.offers.at(-1)!.verdict).toBe('cannot: mdn kernel: it drew 3e9 molecules of P');
});

test('of many kernels the line tells the first few, and how many more there are', async () => {
  const abstractions = [1, 2, 3, 4, 5].map((seed) => ({
    ...randomAbstraction(network, { rates, seed }),
    verdict: passed,
  }));
  const time = priced({ ssa: 40, tau: 50, mdn: 30, hybrid: 30 });
  const { reason, offers } = await chooseKernel({ ...job, abstractions, time });
  // Exact, tau-leaping, each learned kernel, and one hybrid of them all.
  expect(offers).toHaveLength(8);
  expect(offers.filter((o) => o.spec.kind === 'hybrid')).toHaveLength(1);
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
