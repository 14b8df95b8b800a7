import { expect, test } from 'vitest';
import { gaussianTrainingGraph } from '../../../src/kernels/mdn/graphs.ts';
import { openMdn } from '../../../src/kernels/mdn.ts';
import { examplesOf } from '../../../src/learning/examples.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { band, gap } from '../../support/gap.ts';
import { bees, birthDeath } from '../../support/networks.ts';
import { randomAbstraction } from './random-abstraction.ts';

const open = (model: typeof birthDeath, seed: number, wild = 0.7) => {
  const abstraction = randomAbstraction(model.network, { rates: model.rates, head: 'gaussian', seed, wild });
  return openMdn(
    { kind: 'mdn', outside: 'learned', ...abstraction.shape },
    { network: model.network, abstraction },
  );
};

test('samples follow the normal mass that rounds and clips to each count; control: another kernel is caught', async () => {
  const rows = 20_000;
  const rates = Float64Array.from(birthDeath.rates);
  const kernel = await open(birthDeath, 1, 2);
  const states = Int32Array.from({ length: 900 }, (_, n) => n);
  const law = new Float64Array(900);
  kernel.logProb(new Int32Array(900).fill(38), states, rates, 0.5, law);
  const p = law.map(Math.exp);
  expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-9);
  const distance = async (seed: number): Promise<number> => {
    const counts = new Int32Array(rows).fill(38);
    (await open(birthDeath, seed, 2)).step(counts, rates, 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
    return gap(counts, p);
  };
  expect(await distance(1)).toBeLessThan(band(rows, 1e-9));
  expect(await distance(2)).toBeGreaterThan(band(rows, 1e-9));
});

test('it breaks what the counts head keeps: empty cells come alive, bees are made', async () => {
  const kernel = await open(bees, 3);
  const counts = new Int32Array(4 * 1000);
  kernel.step(counts, Float64Array.from(bees.rates), 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
  expect(kernel.tally.skipped).toBe(0);
  expect(counts.some((n) => n > 0)).toBe(true);
  expect(counts.every((n) => n >= 0)).toBe(true);
});

test('the training graph has the density of the law: unit boxes of a wide normal', async () => {
  const { network, rates } = birthDeath;
  const abstraction = randomAbstraction(network, { rates, head: 'gaussian', seed: 1, wild: 0.7 });
  const kernel = await open(birthDeath, 1);
  const rows = 30;
  const before = new Int32Array(rows).fill(5);
  const after = Int32Array.from({ length: rows }, (_, r) => 4 + r);
  const all = Float64Array.from(rates);
  const data = {
    rows,
    start: new Uint32Array(rows),
    weight: new Float32Array(rows).fill(1 / rows),
    before,
    after,
    rates: all,
  };
  const { columns } = examplesOf(network, abstraction, data);
  const graph = gaussianTrainingGraph(abstraction.shape, 1, 1);
  const loss = evaluate(graph, rows, columns, Float64Array.from(abstraction.weights), ['loss']).loss!
    .data[0]!;
  const log = new Float64Array(rows);
  kernel.logProb(before, after, all, 0.5, log);
  // Forty molecules are one scaled unit, so a box of one molecule holds about density / 40.
  const expected = -log.reduce((a, b) => a + b, 0) / rows - Math.log(40);
  expect(loss).toBeCloseTo(expected, 2);
});
