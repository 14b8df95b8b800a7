/** The contract of every machine that runs and trains a graph, over every operation and every kind of model. */
import { describe, expect, test } from 'vitest';
import { describeBackends } from '../../src/tensor/backends.ts';
import { evaluate } from '../../src/tensor/evaluate.ts';
import { type Graph, paramLayout } from '../../src/tensor/graph.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import type { Trainer } from '../../src/tensor/machine.ts';
import { loadTfjs } from '../../src/tensor/tfjs/load.ts';
import { openTfjs } from '../../src/tensor/tfjs/machine.ts';
import { openSimdTrainer } from '../../src/tensor/trainer/trainer.ts';
import { finiteGradient, largestError } from '../support/graph-oracle.ts';
import {
  bellCases,
  choiceCases,
  mixtureDensity,
  graphCases as modelCases,
  randomInputs,
  startParams,
} from '../support/graphs.ts';
import { refusesMisfits } from '../support/machine-refusals.ts';

const rows = 7;
// f32 sums of a few dozen terms of order 1, after one division by a number near 0.
const tolerance = 2e-5;
const graphCases = [...modelCases, ...choiceCases, ...bellCases];
const mixture = mixtureDensity(4, [10, 9], 3, 2);

/** What each graph should give: worked out once for all machines. */
const oracle = new Map(
  graphCases.map(({ graph }) => {
    const params = startParams(graph, 3);
    const inputs = randomInputs(graph, rows, 11);
    const want = evaluate(graph, rows, inputs, params);
    return [graph, { params, inputs, want, slope: finiteGradient(graph, rows, inputs, params) }] as const;
  }),
);

type Open = (graph: Graph) => Promise<Trainer>;

const openers: Readonly<Record<string, Open>> = {
  simd: (graph) => openSimdTrainer(graph),
  'simd-fma': (graph) => openSimdTrainer(graph, { relaxed: true }),
};

for (const { name: backend, available, trains, reason } of await describeBackends()) {
  if (!trains) continue;
  const why = available ? '' : `, skipped: ${reason}`;
  // A software graphics adapter takes a second for each graph: some will do.
  const cases = backend === 'webgpu' && reason ? graphCases.filter((_, i) => i % 12 === 0) : graphCases;
  describe.skipIf(!available)(`${backend}${why}`, () => {
    contract(openers[backend] ?? ((graph) => openTfjs(graph, { backend })), cases);
    if (!(backend in openers)) keepsNoTensors(backend);
  });
}

function contract(open: Open, cases: typeof graphCases): void {
  test.each(cases)('$name: values and gradient', async ({ graph }) => {
    const { params, inputs, want, slope } = oracle.get(graph)!;
    const machine = await open(graph);
    machine.setParams(params);
    const got = await machine.run(rows, inputs);
    for (const name of Object.keys(graph.outputs))
      expect(largestError(got[name]!, want[name]!.data)).toBeLessThan(tolerance);

    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    expect(largestError([loss], want.loss!.data)).toBeLessThan(tolerance);
    expect(largestError(gradient, slope)).toBeLessThan(tolerance);
    // Control: one parameter 1 % off gives another gradient, and the same check says so.
    const place = slope.findIndex((x) => Math.abs(x) > 0.1);
    if (place >= 0) {
      gradient[place]! *= 1.01;
      expect(largestError(gradient, slope)).toBeGreaterThan(tolerance);
    }
    machine.dispose();
  });

  test('a batch leaves nothing behind for the next', async () => {
    const machine = await open(mixture);
    const [params, other] = [initParams(mixture, 1), initParams(mixture, 2)];
    const [small, large] = [randomInputs(mixture, rows, 1), randomInputs(mixture, 50, 2)];
    machine.setParams(params);
    const before = await machine.lossAndGradient(rows, small);
    machine.setParams(other);
    const between = await machine.lossAndGradient(50, large);
    expect(between.loss).not.toBe(before.loss);
    machine.setParams(params);
    await machine.run(50, large, ['loss']);
    expect(await machine.lossAndGradient(rows, small)).toEqual(before);
    machine.dispose();
  });

  test('keeps its own copy of the parameters, and reads only the inputs it needs', async () => {
    const machine = await open(mixture);
    const params = initParams(mixture, 1);
    const { x } = randomInputs(mixture, rows, 1);
    machine.setParams(params);
    const before = await machine.run(rows, { x: x! }, ['means']);
    params.fill(0);
    expect(await machine.run(rows, { x: x! }, ['means'])).toEqual(before);
    machine.dispose();
  });

  test('−∞ among the terms of a log-sum-exp has no weight and no gradient', async () => {
    const machine = await open(mixture);
    const inputs = randomInputs(mixture, rows, 4);
    const params = initParams(mixture, 4);
    const bias = paramLayout(mixture).params.find((p) => p.name === 'head/bias')!.offset;
    params[bias] = -Infinity;
    machine.setParams(params);
    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    expect(loss).toBeCloseTo(evaluate(mixture, rows, inputs, params).loss!.data[0]!, 4);
    expect(gradient[bias]).toBe(0);
    expect(gradient.every(Number.isFinite)).toBe(true);
    machine.dispose();
  });

  test('a component that explains nothing gets no gradient, not a denormal one', async () => {
    const machine = await open(mixture);
    const inputs = randomInputs(mixture, rows, 4);
    const params = initParams(mixture, 4);
    const bias = paramLayout(mixture).params.find((p) => p.name === 'head/bias')!.offset;
    // The weight of the first component is about e^−90: its share of any row is a denormal.
    params[bias] = -90;
    machine.setParams(params);
    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    expect(loss).toBeCloseTo(evaluate(mixture, rows, inputs, params).loss!.data[0]!, 4);
    expect(gradient[bias]).toBe(0);
    expect(gradient.filter((g) => g !== 0 && Math.abs(g) < 2 ** -126)).toHaveLength(0);
    machine.dispose();
  });

  test('refuses what does not fit the graph', async () => refusesMisfits(await open(mixture), mixture, rows));
}

function keepsNoTensors(backend: string): void {
  test('keeps no tensor from one step to the next', async () => {
    const machine = await openTfjs(mixture, { backend });
    const tf = await loadTfjs(backend);
    const params = initParams(mixture, 1);
    const inputs = randomInputs(mixture, 2, 1);
    const step = async () => {
      machine.setParams(params);
      await machine.run(2, inputs, ['weights', 'loss']);
      await machine.lossAndGradient(2, inputs);
    };
    await step();
    const before = tf.memory();
    for (let i = 0; i < (backend === 'webgpu' ? 5 : 500); i++) await step();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    machine.dispose();
  });
}

test('machines of two backends can be used in turn', async () => {
  const params = initParams(mixture, 1);
  const inputs = randomInputs(mixture, rows, 1);
  const opened = await Promise.all([
    openTfjs(mixture, { backend: 'cpu' }),
    openTfjs(mixture, { backend: 'wasm' }),
    openSimdTrainer(mixture),
  ]);
  for (const machine of opened) machine.setParams(params);
  const [a, ...others] = await Promise.all(opened.map((machine) => machine.lossAndGradient(rows, inputs)));
  for (const other of others) expect(largestError(a!.gradient, other.gradient)).toBeLessThan(tolerance);
  expect(await opened[0]!.lossAndGradient(rows, inputs)).toEqual(a);
  for (const machine of opened) machine.dispose();
});
