import { describe, expect, test } from 'vitest';
import { totalVariation } from '../../../../../src/cme/law-distances.ts';
import { stationaryLaw } from '../../../../../src/cme/stationary.ts';
import type { VanTask } from '../../../../../src/cme/van/job.ts';
import type { VanLaw } from '../../../../../src/cme/van/van-law.ts';
import { solveVan } from '../../../../../src/cme/van.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import { allOf } from '../../../../support/all-of.ts';
import { autoregulation } from '../../../../support/published-networks.ts';

/** Counts 0 … 3 from 1: the published start puts 0.99 there and 0.01 / 3 on each other count. */
const task = {
  network: crn('0 -> X @ 2\nX -> 0 @ 1'),
  rates: {},
  start: { X: 1 },
  limits: { X: 3 },
  times: [0.1],
  model: { kind: 'gru', hidden: 6 },
  parity: { step: 1, updates: [500, 100], batch: 200, rate: 0.02 },
} as unknown as VanTask;

/** (I + h·A)·p with births that stop at 3. */
function euler(p: readonly number[], h: number): number[] {
  return p.map((v, n) => {
    const out = (n < 3 ? 2 : 0) + n;
    const born = n > 0 ? 2 * p[n - 1]! : 0;
    const died = n < 3 ? (n + 1) * p[n + 1]! : 0;
    return v + h * (born + died - out * v);
  });
}

const apart = (p: readonly number[], law: VanLaw) =>
  p.reduce((sum, v, n) => sum + Math.abs(v - Math.exp(law.logProbability([n]))) / 2, 0);
const start = [0.01 / 3, 0.99, 0.01 / 3, 0.01 / 3];

test('steps of the published lengths, each fitted to its Euler target, the last cut where it is asked for', async () => {
  const first = euler(start, 0.1);
  const laws = await allOf(solveVan({ ...task, times: [0.1, 1.3] }));
  expect(laws.map((law) => law.time)).toEqual([0.1, 1.3]);
  expect(laws.map((law) => law.state.steps)).toEqual([1, 3]);
  expect(apart(first, laws[0]!)).toBeLessThan(0.02);
  expect(laws[0]!.diagnostics.updates).toBe(501);
  expect(laws[1]!.diagnostics.updates).toBe(101);
  // Control: the start, and a first step twice as long, are other laws.
  expect(apart(start, laws[0]!)).toBeGreaterThan(0.1);
  expect(apart(euler(start, 0.2), laws[0]!)).toBeGreaterThan(0.1);
});

test.each(['l2', 'hellinger'] as const)('the loss %s leads to the same law', async (loss) => {
  const [law] = await allOf(solveVan({ ...task, parity: { ...task.parity, loss } }));
  expect(apart(euler(start, 0.1), law!)).toBeLessThan(0.02);
});

describe('the loss steady-state', () => {
  const { network, start } = autoregulation[2]!;
  const rates: Record<string, number> = { ...autoregulation[2]!.rates, bound: 15 };
  const limits = { Gu: 1, P: 30 };
  const parity = { loss: 'steady-state', updates: [1200, 0], batch: 200, rate: 0.02 };
  const model = { kind: 'perceptrons', hidden: [16] };
  const settled = { network, rates, start, limits, times: [50], parity, model } as unknown as VanTask;
  const exactly = (own: object) =>
    stationaryLaw({ network, rates: own, start, limits, truncation: 'reflecting' } as never);

  test('leads to the stationary law of a gene that its protein binds', async () => {
    const [law] = await allOf(solveVan(settled));
    expect(law!.time).toBe(50);
    expect(totalVariation(exactly(rates), law!)).toBeLessThan(0.01);
    // Control: rates 10 % off have another.
    for (const name of ['unbind', 'bind', 'bound'] as const) {
      const off = exactly({ ...rates, [name]: 1.1 * rates[name]! });
      expect(totalVariation(off, law!)).toBeGreaterThan(0.015);
    }
  });

  test('keeps conserved totals', async () => {
    const closed = { network: crn('A <-> B @ 1, 3'), rates: {}, start: { A: 4, B: 2 }, limits: {} };
    const few = { ...parity, updates: [200, 0], batch: 100 };
    const [law] = await allOf(solveVan({ ...settled, ...closed, parity: few } as unknown as VanTask));
    // Each of six is an A with the chance 3/4.
    const ways = [1, 6, 15, 20, 15, 6, 1];
    ways.forEach((many, a) => {
      expect(Math.exp(law!.logProbability([a, 6 - a]))).toBeCloseTo(many * 0.75 ** a * 0.25 ** (6 - a), 1);
      expect(law!.logProbability([a, 7 - a])).toBe(Number.NEGATIVE_INFINITY);
    });
  });

  test('what has none, or more than one, is refused', async () => {
    const refused = (other: object) => allOf(solveVan({ ...settled, ...other } as unknown as VanTask));
    await expect(refused({ times: [1, 2] })).rejects.toThrow(/there are 2 times\nGive one/);
    await expect(refused({ rates: { ...rates, bind: (t: number) => t } })).rejects.toThrow(
      /depends on the time/,
    );
    const states = Int32Array.of(1, 0, 2, 0);
    const two = { kind: 'listed', states, probability: Float64Array.of(0.5, 0.5) };
    const closed = { network: crn('A <-> B @ 1, 3'), rates: {}, start: two, limits: {} };
    await expect(refused(closed)).rejects.toThrow(/several conserved totals/);
  });
});

test('goes on with the same bits', async () => {
  const own = { ...task, times: [0.1, 0.6] };
  const [first, second] = await allOf(solveVan(own));
  const [again] = await allOf(solveVan({ ...own, resume: first!.state }));
  expect(again!.state).toEqual(second!.state);
});

test('is heard of once a step at least, however few its updates', async () => {
  const heard: [number, number][] = [];
  const onFit = ({ time, update }: { time: number; update: number }) =>
    heard.push([+time.toFixed(9), update]);
  const parity = { step: 0.1, updates: [29, 0], batch: 20 } as const;
  await allOf(solveVan({ ...task, times: [0.1, 0.2], parity, onFit }));
  // Every 25 updates, and at the end of each step.
  expect(heard).toEqual([
    [0.01, 25],
    [0.01, 30],
    [0.1, 1],
    [0.2, 1],
  ]);
});

test('tells how many draws a step took below 0, of each law alone', async () => {
  const share = async (step: number, times: readonly number[]) => {
    const parity = { step, updates: [5, 5], batch: 200 } as const;
    const laws = await allOf(solveVan({ ...task, times, parity }));
    return laws.map((law) => law.diagnostics.clipped);
  };
  // 1 is left at the rate 3: a step of 0.3 leaves a tenth there, one of 1 less than nothing.
  expect((await share(5, [0.5, 2]))[0]).toBeGreaterThan(0.2);
  expect(await share(0.1, [0.01, 0.1])).toEqual([0, 0]);
  const mixed = await share(3, [0.01, 2]);
  expect(mixed[0]).toBe(0);
  expect(mixed[1]).toBeGreaterThan(0.05);
});

test('steps without end are refused', async () => {
  const few = {
    ...task,
    times: [1],
    parity: { step: 1e-7, updates: [0, 0], batch: 2 },
  } as unknown as VanTask;
  await expect(allOf(solveVan(few))).rejects.toThrow(
    /a step of 1e-7 takes 10000000 steps to time 1\nTake one of 0.000001 or more/,
  );
});

test('starts from one state only', async () => {
  const start = { kind: 'listed', states: Int32Array.of(0, 1), probability: Float64Array.of(0.5, 0.5) };
  await expect(allOf(solveVan({ ...task, start } as unknown as VanTask))).rejects.toThrow(/one state/);
});
