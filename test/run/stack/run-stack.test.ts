/** Runs that are stacked are the runs they are alone, bit by bit, whatever they are stacked with. */
import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import type { Abstraction } from '../../../src/kernels/abstraction.ts';
import { hybrid, mdn, ode, recurrent, tau, van } from '../../../src/kernels/specs.ts';
import type { Frame } from '../../../src/record/frame.ts';
import { run } from '../../../src/run/run.ts';
import { type Scenario, scenario } from '../../../src/run/scenario.ts';
import { runStack, type StackResult } from '../../../src/run/stack/run-stack.ts';
import { openStacks } from '../../../src/run/stack/stacks.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { randomGaussian } from '../../kernels/learned/random-gaussian.ts';
import { bees } from '../../support/networks.ts';
import { busyGrid, publishedGrid } from '../../support/scenarios.ts';
import {
  learnedWith,
  meadow,
  mixture,
  network,
  type Options,
  rates,
  stackRun,
  type Variant,
} from './meadow.ts';

/** Any rates are within what it was trained for. */
const readsRates: Abstraction = (() => {
  const made = randomGaussian(network, { rates: bees.rates, rateInputs: ['p_degradation_rate'], wild: 2 });
  return { ...made, domain: { ...made.domain, rates: bees.rates.map(() => [0, 10] as const) } };
})();

/** Every kernel, and everything a step is made of. */
const grids: readonly { name: string; of: Scenario; abstraction?: Abstraction }[] = [
  { name: 'ssa with hops, a field that agents feed, rates per cell, an event', of: busyGrid() },
  { name: 'ssa with a max rule', of: publishedGrid('nearest', 10) },
  {
    name: 'ssa with events at set times, molecules lost over the edge, one cell wide, taking turns by halves',
    of: scenario({
      name: 'leak',
      crn: crn('0 -> A @ birth\nA -> 0 @ death\nat 1.5: A = A + 40\nwhen A > 60: A = 5'),
      rates: { birth: 20, death: 0.3 },
      grid: { size: [6, 1], edge: 'absorb' },
      start: {},
      hop: { A: 0.6 },
      split: 'lie',
      time: { step: 0.5, until: 4 },
    }),
  },
  {
    name: 'tau',
    of: meadow({
      kernel: tau({ epsilon: 0.1 }),
      rates: { ...rates, become_aggressive_rate: 3 },
    } as Partial<Options>),
  },
  { name: 'ode', of: meadow({ kernel: ode() }) },
  { name: 'mdn', ...learnedWith(mdn, mixture, { hop: { P: 0.2 } } as Partial<Options>) },
  {
    name: 'mdn in one cell',
    ...learnedWith(mdn, mixture, { grid: { size: [1, 1] }, start: { Bee: 9, P: 6 } }),
  },
  {
    name: 'mdn of the published head, that reads a rate',
    ...learnedWith(mdn, readsRates, {
      train: { rateRanges: { p_degradation_rate: [0, 10] } },
    } as Partial<Options>),
  },
  { name: 'van', ...learnedWith(van, randomAbstraction(network, { rates: bees.rates, head: 'van' })) },
  { name: 'hybrid', ...learnedWith((shape) => hybrid({ ...shape, exactBelow: 1 }), mixture) },
  {
    name: 'a kernel that looks back',
    ...learnedWith(
      mdn,
      randomGaussian(network, { rates: bees.rates, body: recurrent({ hidden: 6 }), past: 3 }),
      { hop: { P: 0.2 } } as Partial<Options>,
    ),
  },
];

/** Runs of one key that end at different times, show themselves at different steps, and hop and react as they like. */
function variantsOf(of: Scenario): Variant[] {
  const { until, step } = of.time;
  const slower = (value: unknown): unknown => (typeof value === 'number' ? 0.7 * value : value);
  const hop = Object.fromEntries(Object.entries(of.hop ?? {}).map(([name, rate]) => [name, slower(rate)]));
  const [rate] = Object.entries(of.rates).find(([, value]) => typeof value === 'number')!;
  const other = { [rate]: 0.9 * (of.rates as Record<string, number>)[rate]! };
  return [
    { of, with: { seed: 5 } },
    { of: { ...of, hop } as Scenario, with: { seed: 6, until: until - 3 * step } },
    { of: { ...of, record: { ...of.record, every: 1 } }, with: { seed: 7, rates: other } },
    { of, with: { seed: 2 ** 40 + 5, until: until + 2 * step } },
  ];
}

/** Comparisons are of machines that have been used. */
const kept = openStacks();

async function stacked(
  variants: readonly Variant[],
  abstraction?: Abstraction,
): Promise<{ frames: Frame[][]; ended: readonly StackResult[] }> {
  const frames = variants.map((): Frame[] => []);
  const runs = variants.map((variant, i) =>
    stackRun(variant, (frame) => {
      frames[i]!.push(frame);
      return undefined;
    }),
  );
  return { frames, ended: await runStack(runs, { stacks: kept, ...(abstraction ? { abstraction } : {}) }) };
}

/** Events that are expected along a mean are rounded, for all runs together: they may be off by one. */
function expectSame(one: StackResult, other: StackResult): void {
  const still = ({ tally, ...rest }: StackResult) => ({ ...rest, tally: { ...tally, events: 0 } });
  expect(still(one)).toEqual(still(other));
  const off = one.tally.events - other.tally.events;
  expect(Math.abs(off)).toBeLessThanOrEqual(one.tally.leapt > 0 ? 1 : 0);
}

async function alone({ of, with: overrides }: Variant, abstraction?: Abstraction) {
  const running = run(of, { ...overrides, threads: 1, ...(abstraction ? { abstraction } : {}) });
  const frames: Frame[] = [];
  for await (const frame of running) frames.push(frame);
  return { frames, outcome: await running.outcome };
}

describe('a run in a stack', () => {
  test.each(grids)('is the run alone: $name', async ({ of, abstraction }) => {
    const variants = variantsOf(of);
    const { frames, ended } = await stacked(variants, abstraction);
    for (const [i, variant] of variants.entries()) {
      const single = await stacked([variant], abstraction);
      expect(frames[i]).toEqual(single.frames[0]);
      expectSame(ended[i]!, single.ended[0]!);
    }
    // What is right for one stacked alone is right for all of them.
    const { frames: own, outcome } = await alone(variants[2]!, abstraction);
    expect(frames[2]).toEqual(own);
    const { step, tally, lost } = outcome;
    expectSame(ended[2]!, { status: 'finished', step, tally, lost });
    // Control: another seed is another run.
    const other = await stacked([{ ...variants[0]!, with: { ...variants[0]!.with, seed: 55 } }], abstraction);
    expect(other.frames[0]).not.toEqual(frames[0]);
  });

  test('is the same in another company, and in another order', async () => {
    const { of, abstraction } = learnedWith(mdn, mixture);
    const seeds = Array.from({ length: 30 }, (_, seed): Variant => ({ of, with: { seed } }));
    const { frames } = await stacked(seeds, abstraction);
    const some = await stacked([...seeds.slice(20), ...seeds.slice(3, 9)].reverse(), abstraction);
    expect(some.frames.reverse()).toEqual([...frames.slice(20), ...frames.slice(3, 9)]);
  });

  test('steps rows that the network draws and rows that others settle', async () => {
    const { of, abstraction } = learnedWith(mdn, mixture);
    const { ended } = await stacked([{ of }, { of, with: { seed: 3 } }], abstraction);
    for (const { tally } of ended)
      for (const way of ['exact', 'learned', 'asked', 'skipped', 'outside', 'events'] as const)
        expect(tally[way]).toBeGreaterThan(0);
  });
});

describe('runs of different keys', () => {
  test('can be given together: each waits for those before it', async () => {
    const small = { of: meadow({ grid: { size: [2, 3] } }) };
    const variants = [{ of: meadow() }, small, { of: meadow() }, { of: busyGrid() }];
    const { frames } = await stacked(variants);
    for (const [i, variant] of variants.entries()) expect(frames[i]).toEqual((await alone(variant)).frames);
  });
});

describe('a run ends', () => {
  const { of, abstraction } = learnedWith(mdn, mixture);
  const strict = learnedWith(
    (shape) => mdn({ ...shape, outside: 'error' }),
    {
      ...mixture,
      domain: {
        ...mixture.domain,
        counts: [
          [0, 70],
          [0, 70],
          [0, 70],
          [0, 25],
        ] as const,
      },
    },
    { time: { step: 0.5, until: 10 } },
  );

  test('where its reader has seen enough', async () => {
    const seen: number[] = [];
    const all: number[] = [];
    const ended = await runStack(
      [
        stackRun({ of }, ({ step }) => (seen.push(step) === 2 ? 'enough' : undefined)),
        stackRun({ of }, ({ step }) => {
          all.push(step);
          return undefined;
        }),
      ],
      { abstraction },
    );
    expect([seen, all]).toEqual([
      [0, 3],
      [0, 3, 6, 8],
    ]);
    expect(ended.map(({ status, step }) => [status, step])).toEqual([
      ['enough', 3],
      ['finished', 8],
    ]);
  });

  test('alone where its reader fails, and others go on to the same bits', async () => {
    const wrong = new Error('the reader');
    const frames: Frame[] = [];
    const fails = (at: number) =>
      stackRun({ of, with: { seed: 4 } }, ({ step }) => {
        if (step === at) throw wrong;
        return undefined;
      });
    const ended = await runStack(
      [
        fails(0),
        stackRun({ of, with: { seed: 5 } }, (frame) => {
          frames.push(frame);
          return undefined;
        }),
        fails(6),
      ],
      { abstraction },
    );
    expect(ended.map(({ status, error }) => [status, error])).toEqual([
      ['failed', wrong],
      ['finished', undefined],
      ['failed', wrong],
    ]);
    expect([frames]).toEqual((await stacked([{ of, with: { seed: 5 } }], abstraction)).frames);
  });

  test('alone where a row cannot be stepped by the learned kernel', async () => {
    // A crowd breeds more pheromone than was trained, others do not.
    const crowd = { ...strict.of, start: { Bee: 60, BeeA: 10, P: 5 } } as Scenario;
    const quiet = { ...strict.of, start: { Bee: 9, P: 3 } } as Scenario;
    const variants = [1, 2, 3, 4, 5, 6].map(
      (seed): Variant => ({ of: seed % 2 === 0 ? crowd : quiet, with: { seed } }),
    );
    const { frames, ended } = await stacked(variants, strict.abstraction);
    const failed = ended.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(ended.filter(({ status }) => status === 'finished').length).toBeGreaterThan(0);
    for (const [i, variant] of variants.entries()) {
      const one = await stacked([variant], strict.abstraction);
      expect(one.frames[0]).toEqual(frames[i]);
      expect(one.ended[0]).toEqual(ended[i]);
    }
    for (const { error } of failed) expect(isCrnGridError(error, 'KernelError')).toBe(true);
  });

  test('alone where exact simulation fails; its rows are not counted as another’s', async () => {
    const breeding = (birth: number, kernel: Scenario['kernel']) =>
      scenario({
        name: 'breeding',
        crn: crn('A -> 2 A @ birth\nB -> 0 @ {fade * (1000 - A)}'),
        rates: { birth, fade: 0.001 },
        start: { A: 10, B: 50 },
        kernel: kernel!,
        time: { step: 1, until: 3 },
      });
    for (const kernel of [undefined, tau()] as const) {
      const spec = kernel ?? ({ kind: 'ssa' } as const);
      const variants = [0.1, 5, 0.2].map((birth): Variant => ({ of: breeding(birth, spec) }));
      const { frames, ended } = await stacked(variants);
      expect(ended.map(({ status }) => status)).toEqual(['finished', 'failed', 'finished']);
      for (const i of [0, 2]) {
        const single = await stacked([variants[i]!]);
        expect([frames[i]]).toEqual(single.frames);
        expect(ended[i]).toEqual(single.ended[0]);
      }
    }
  });

  test('where it cannot hop as it is told', async () => {
    const hop = (P: number) => ({ of: meadow({ hop: { P } } as Partial<Options>) });
    const { frames, ended } = await stacked([hop(0.1), hop(1e9), hop(0.2)]);
    expect(ended.map(({ status }) => status)).toEqual(['finished', 'failed', 'finished']);
    expect(isCrnGridError(ended[1]!.error, 'ScenarioError')).toBe(true);
    expect([frames[2]]).toEqual((await stacked([hop(0.2)])).frames);
  });
});

describe('what cannot be opened', () => {
  test('a device is for runs of their own', async () => {
    const { of, abstraction } = learnedWith(mdn, mixture);
    await expect(stacked([{ of, with: { backend: 'cpu' } }], abstraction)).rejects.toThrow(
      'runs that are stacked are computed by the threads that run them',
    );
  });

  test('a learned kernel without what it has learned', async () => {
    await expect(stacked([{ of: learnedWith(mdn, mixture).of }])).rejects.toThrow('has not been trained');
  });

  test('no runs are no error', async () => {
    expect(await runStack([])).toEqual([]);
  });
});
