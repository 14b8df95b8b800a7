import { describe, expect, test } from 'vitest';
import { learnedGraph } from '../../../src/kernels/learned/learned-graph.ts';
import { Remembrance, rowHistory } from '../../../src/kernels/learned/row-history.ts';
import { gaussian, recurrent } from '../../../src/kernels/specs.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { moments } from '../../support/gap.ts';
import { birthDeath, sir } from '../../support/networks.ts';
import { openGaussian, randomGaussian } from './random-gaussian.ts';

test('the newest of the past comes last, and rows that do not know enough are named', () => {
  const history = rowHistory(3, 2, 3);
  const past = new Remembrance(2, 3);
  const counts = Int32Array.of(1, 2, 3, 4, 5, 6);
  expect([...past.begin(history, counts, undefined, 3).others].sort()).toEqual([0, 1, 2]);
  past.end(history, undefined, 3);
  counts.set([7, 8], 2);
  const only = Uint32Array.of(1);
  expect([...past.begin(history, counts, only, 1).others]).toEqual([1]);
  past.end(history, only, 1);
  expect([...history.known]).toEqual([1, 2, 1]);
  expect([...history.counts.subarray(4, 8)]).toEqual([3, 4, 7, 8]);
  expect([past.at(1, 1), past.at(1, 2)]).toEqual([6, 4]);
  counts.set([9, 9], 2);
  const { knowing, others } = past.begin(history, counts, undefined, 3);
  expect([[...knowing], [...others].sort()]).toEqual([[1], [0, 2]]);
});

describe('a kernel that looks back', () => {
  const rates = Float64Array.from(birthDeath.rates);
  const rows = 20_000;
  const make = (seed = 1) =>
    randomGaussian(birthDeath.network, {
      rates: birthDeath.rates,
      head: gaussian({ components: ['normal-diag'] }),
      body: recurrent({ block: 'gru', hidden: 6 }),
      past: 3,
      seed,
      wild: 2,
      unit: 1000,
    });
  const rng = (step: number) => ({ seed: 5, step, firstAgent: 0 });

  test('steps exactly until it knows its past, then draws from the law given that past', async () => {
    const abstraction = make();
    const kernel = await openGaussian(birthDeath.network, abstraction);
    const history = rowHistory(rows, 1, 3);
    const counts = new Int32Array(rows).fill(5);
    const exact = counts.slice();
    const ssa = await openSsa({ network: birthDeath.network });
    for (const step of [0, 1]) {
      kernel.step(counts, rates, 0, 0.5, rng(step), history);
      ssa.step(exact, rates, 0, 0.5, rng(step));
      expect(counts).toEqual(exact);
    }
    expect(kernel.tally).toMatchObject({ exact: 2 * rows, learned: 0 });
    // All rows with one past, so that they have one law.
    history.counts.set(Int32Array.from({ length: 2 * rows }, (_, i) => [200, 9000][i % 2]!));
    counts.fill(3000);
    kernel.step(counts, rates, 0, 0.5, rng(2), history);
    expect(kernel.tally).toMatchObject({ learned: rows, asked: rows });
    expect([...history.counts.subarray(0, 2)]).toEqual([9000, 3000]);
    const seen = moments(counts);
    const expected = (past: readonly number[]): number => {
      const features = Float32Array.from(past, (n) => n / 1000);
      const { graph } = learnedGraph(birthDeath.network, abstraction);
      const [, mean, raw] = evaluate(graph, 1, { features }, abstraction.weights, ['head']).head!.data;
      const sigma = Math.max(raw! > 0 ? 1 + raw! : Math.exp(raw!), 0.01);
      // What is below 0 is clipped.
      return 1000 * clippedMean(mean!, sigma);
    };
    // 6.5 standard errors: false alarm below 1e-9. Control: the steps the other way round.
    const off = (past: readonly number[]) => Math.abs(seen.mean - expected(past)) / seen.meanError;
    expect(off([200, 9000, 3000])).toBeLessThan(6.5);
    expect(off([3000, 9000, 200])).toBeGreaterThan(6.5);
  });

  test('the same rows in parts, or by number, have the same bits', async () => {
    const kernel = await openGaussian(sir.network, randomSir());
    const three = Float64Array.from(sir.rates);
    const whole = Int32Array.from({ length: 3 * 1500 }, (_, i) => (i * 37) % 50);
    const parts = whole.slice();
    const history = rowHistory(1500, 3, 2);
    const other = rowHistory(1500, 3, 2);
    const all = Uint32Array.from({ length: 1500 }, (_, r) => r);
    for (let step = 0; step < 4; step++) {
      kernel.step(whole, three, 0, 0.5, rng(step), history);
      kernel.stepRows(parts, all.slice(700), 800, three, 0, 0.5, rng(step), other);
      kernel.stepRows(parts, all, 700, three, 0, 0.5, rng(step), other);
    }
    expect(parts).toEqual(whole);
    expect(other).toEqual(history);
  });

  test('its law is normalised, and depends on the past', async () => {
    const abstraction = randomGaussian(birthDeath.network, {
      rates: birthDeath.rates,
      body: recurrent({ hidden: 5 }),
      past: 2,
    });
    const kernel = await openGaussian(birthDeath.network, abstraction);
    const states = Int32Array.from({ length: 2000 }, (_, n) => n);
    const law = (past: number): Float64Array => {
      const history = rowHistory(states.length, 1, 2);
      history.counts.fill(past);
      history.known.fill(1);
      const out = new Float64Array(states.length);
      kernel.logProb(new Int32Array(states.length).fill(20), states, rates, 0.5, out, history);
      return out.map(Math.exp);
    };
    const [one, other] = [law(3), law(33)];
    expect(one.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect(Math.abs(one[30]! - other[30]!)).toBeGreaterThan(1e-6);
  });

  test('without a history, or with that of other rows, it says what is missing', async () => {
    const kernel = await openGaussian(birthDeath.network, make());
    const step = (history?: ReturnType<typeof rowHistory>) => () =>
      kernel.step(new Int32Array(4), rates, 0, 0.5, rng(0), history);
    expect(step()).toThrow(/looks back on past steps, and none are given/);
    expect(step(rowHistory(3, 1, 3))).toThrow(/of 3 rows, and there are 4/);
  });
});

function randomSir() {
  return randomGaussian(sir.network, { rates: sir.rates, hidden: [6], past: 2 });
}

/** Mean of max(x, 0), x normal, by the midpoint rule. */
function clippedMean(mean: number, sigma: number): number {
  let sum = 0;
  const n = 20_000;
  for (let i = 0; i < n; i++) {
    const z = -9 + (18 * (i + 0.5)) / n;
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    sum += (density * Math.max(mean + sigma * z, 0) * 18) / n;
  }
  return sum;
}
