import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';
import { FewEvents } from '../../../../src/kernels/learned/heads/integer/few-events.ts';
import { emitFewEvents, more, nothing } from '../../../../src/kernels/learned/rows/emit-few-events.ts';
import { layOut } from '../../../../src/kernels/learned/rows/layout.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { ModuleBuilder } from '../../../../src/wasm/encoder.ts';
import { emitMath } from '../../../../src/wasm/math.ts';
import { EmittedStream } from '../../../../src/wasm/random.ts';
import { band } from '../../../support/gap.ts';
import * as networks from '../../../support/networks.ts';

const { bees } = networks;
const countsAt = 1024;
const ratesAt = 8192;

type Calls = Record<
  'propensities' | 'fewest' | 'solve' | 'choose' | 'fire' | 'pair',
  (...x: number[]) => number
>;

/** The emitted functions for one network, at a row of counts and rates. */
function open(network: Network, dt: number) {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const job = { rank: 0, mixtures: 1, inputs: 0, width: 0, closureWords: 1, tableBytes: 0, capacity: 4 };
  const layout = layOut({ network, ...job }, 16384);
  const few = emitFewEvents(module, network, dt, layout, emitMath(module, ['exp', 'tanh']));
  for (const name of ['propensities', 'fewest', 'solve', 'choose', 'fire'] as const)
    module.export(name, few[name]);
  module.export(
    'pair',
    module.function('pair', ['i32', 'i32', 'i32'], 'void', (f, counts, rates, agent) => {
      const stream = new EmittedStream(f);
      stream.open({ seedLow: 1, seedHigh: 0, step: 0, agent, purpose: Purpose.analysis });
      few.drawPair(f, counts, rates, stream);
    }),
  );
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / 65536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  const calls = exports as unknown as Calls;
  const counts = new Int32Array(memory.buffer, countsAt, network.species.length);
  const rates = new Float64Array(memory.buffer, ratesAt, network.rates.length);
  const numbers = (at: number, n = network.reactions.length) => new Float64Array(memory.buffer, at, n);
  return {
    counts,
    rates,
    calls,
    layout,
    numbers,
    /** All numbers of a state. */
    solve(state: ArrayLike<number>, of: ArrayLike<number>) {
      counts.set(state);
      rates.set(of);
      const a0 = calls.propensities(countsAt, ratesAt);
      const fewest = calls.fewest(countsAt, ratesAt, a0);
      expect(calls.solve(countsAt, ratesAt, a0)).toBe(1);
      return { a0, fewest };
    },
  };
}

const models = Object.entries(networks).filter(
  (entry): entry is [string, networks.Model] =>
    typeof entry[1] === 'object' && 'network' in entry[1] && entry[1].network.events.length === 0,
);

test.each(models.map(([name, model]) => ({ name, ...model })))(
  '$name: the numbers of few-events.ts',
  ({ network, rates, start }) => {
    const dt = 0.5;
    const emitted = open(network, dt);
    const few = new FewEvents(network);
    const stream = new Stream();
    const close = (got: number, want: number): void =>
      expect(Math.abs(got - want)).toBeLessThan(1e-11 * Math.abs(want) + 1e-15);
    const state = [...start];
    for (let i = 0; i < 60; i++) {
      stream.open(3, 0, i, Purpose.analysis);
      few.propensities(state, 0, rates, 0);
      few.solve(state, 0, rates, 0, dt);
      const { a0, fewest } = emitted.solve(state, rates);
      close(a0, few.a0);
      close(emitted.numbers(emitted.layout.none, 1)[0]!, few.none);
      close(emitted.numbers(emitted.layout.rest, 1)[0]!, few.rest);
      network.reactions.forEach((_, k) => {
        close(emitted.numbers(emitted.layout.now)[k]!, few.a[k]!);
        close(emitted.numbers(emitted.layout.one)[k]!, few.one[k]!);
        close(emitted.numbers(emitted.layout.many)[k]!, few.many[k]!);
        close(emitted.numbers(emitted.layout.after)[k]!, few.after[k]!);
      });
      // What lets a row go on without any of this is never too small.
      expect(fewest).toBeGreaterThanOrEqual(few.none + few.one.reduce((a, b) => a + b, 0));
      // On to another state, by any reaction that can fire.
      const able = network.reactions.filter((_, k) => few.a[k]! > 0);
      for (const { species, count } of able[stream.integer(able.length)]?.change ?? [])
        state[species]! += count;
    }
  },
);

test('busy rows need no more than a glance', () => {
  const { network, rates, start } = networks.x16;
  const { fewest } = open(network, 40).solve(start, rates);
  expect(fewest).toBeLessThan(1e-16);
});

test('where a second event cannot happen, none is drawn', () => {
  const network = crn('A -> 0 @ k') as Network;
  const { solve, calls, layout, numbers } = open(network, 0.7);
  solve([1], [37.3]);
  expect(numbers(layout.rest, 1)[0]).toBe(0);
  expect(calls.choose(1 - 1e-16)).toBe(0);
  expect(calls.choose(0)).toBe(nothing);
});

describe('draws', () => {
  const from = [9, 1, 0, 2];
  const few = new FewEvents(bees.network);
  few.propensities(from, 0, bees.rates, 0);
  few.solve(from, 0, bees.rates, 0, 0.5);

  test('a uniform draw finds none, one or more in this order', () => {
    const { solve, calls } = open(bees.network, 0.5);
    solve(from, bees.rates);
    expect(calls.choose(0.999 * few.none)).toBe(nothing);
    let sum = few.none;
    few.one.forEach((p, k) => {
      if (p > 0) expect(calls.choose(sum + p / 2)).toBe(k);
      sum += p;
    });
    expect(calls.choose(sum + few.rest / 2)).toBe(more);
  });

  test('the first two events follow their law; control: three times a rate is caught', () => {
    const n = 40_000;
    /** Largest difference of a state's share from its probability, and all probability of what was seen. */
    const drawn = (factor: number) => {
      const { solve, calls, counts } = open(bees.network, 0.5);
      solve(
        from,
        bees.rates.map((r, i) => (i === 0 ? factor * r : r)),
      );
      const seen = new Map<string, number>();
      for (let i = 0; i < n; i++) {
        counts.set(from);
        calls.pair(countsAt, ratesAt, i);
        seen.set(counts.join(), (seen.get(counts.join()) ?? 0) + 1 / n);
      }
      const each = [...seen].map(([key, share]) => {
        const p = few.pair(from, key.split(',').map(Number), 0, bees.rates, 0);
        return { p, gap: Math.abs(share - p) };
      });
      return { gap: Math.max(...each.map((e) => e.gap)), total: each.reduce((sum, e) => sum + e.p, 0) };
    };
    const right = drawn(1);
    expect(right.gap).toBeLessThan(band(n, 1e-9));
    expect(Math.abs(right.total - 1)).toBeLessThan(1e-3);
    expect(drawn(3).gap).toBeGreaterThan(band(n, 1e-9));
  });
});

test('a propensity below 0 is noticed, now and one event later', () => {
  const { counts, rates, calls } = open(crn('A -> 0 @ {k * (A - 5)}') as Network, 1);
  rates.set([1]);
  counts.set([3]);
  expect(calls.propensities(countsAt, ratesAt)).toBeLessThan(0);
  counts.set([6]);
  expect(calls.propensities(countsAt, ratesAt)).toBe(1);
  expect(calls.solve(countsAt, ratesAt, 1)).toBe(1);
  // One more death, and the propensity would be −1.
  const twice = open(crn('2 A -> 0 @ {k * (A - 5)}') as Network, 1);
  twice.rates.set([1]);
  twice.counts.set([6]);
  expect(twice.calls.propensities(countsAt, ratesAt)).toBe(1);
  expect(twice.calls.fewest(countsAt, ratesAt, 1)).toBeNaN();
  expect(twice.calls.solve(countsAt, ratesAt, 1)).toBe(0);
});
