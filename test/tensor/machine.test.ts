/** The contract of every machine that runs and trains a graph, over every operation. */
import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { type BackendName, describeBackends } from '../../src/tensor/backends.ts';
import { evaluate } from '../../src/tensor/evaluate.ts';
import { paramLayout } from '../../src/tensor/graph.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import { loadTfjs } from '../../src/tensor/tfjs/load.ts';
import { openTfjs } from '../../src/tensor/tfjs/machine.ts';
import { finiteGradient, largestError } from '../support/graph-oracle.ts';
import { graphCases, mixtureDensity, randomInputs } from '../support/graphs.ts';

const rows = 7;
// f32 sums of a few dozen terms of order 1, after one division by a number near 0.
const tolerance = 2e-5;
const mixture = mixtureDensity(4, [10, 9], 3, 2);

for (const { name: backend, available, reason } of await describeBackends()) {
  const why = available ? '' : `, skipped: ${reason}`;
  // A software graphics adapter takes a second for each graph: some will do.
  const cases = backend === 'webgpu' && reason ? graphCases.filter((_, i) => i % 12 === 0) : graphCases;
  describe.skipIf(!available)(`${backend}${why}`, () => contract(backend, cases));
}

function contract(backend: BackendName, cases: typeof graphCases): void {
  test.each(cases)('$name: values and gradient', async ({ graph }) => {
    const params = initParams(graph, 3);
    const inputs = randomInputs(graph, rows, 11);
    const machine = await openTfjs(graph, { backend });
    machine.setParams(params);

    const want = evaluate(graph, rows, inputs, params);
    const got = await machine.run(rows, inputs);
    for (const name of Object.keys(graph.outputs))
      expect(largestError(got[name]!, want[name]!.data)).toBeLessThan(tolerance);

    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    const slope = finiteGradient(graph, rows, inputs, params);
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

  test('keeps nothing from one step to the next', async () => {
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

  test('keeps its own copy of the parameters, and reads only the inputs it needs', async () => {
    const machine = await openTfjs(mixture, { backend });
    const params = initParams(mixture, 1);
    const { x } = randomInputs(mixture, rows, 1);
    machine.setParams(params);
    const before = await machine.run(rows, { x: x! }, ['means']);
    params.fill(0);
    expect(await machine.run(rows, { x: x! }, ['means'])).toEqual(before);
    machine.dispose();
  });

  test('−∞ among the terms of a log-sum-exp has no weight and no gradient', async () => {
    const machine = await openTfjs(mixture, { backend });
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

  test('refuses what does not fit the graph', async () => {
    const machine = await openTfjs(mixture, { backend });
    const { x, target } = randomInputs(mixture, rows, 1) as { x: Float32Array; target: Float32Array };
    const early = await machine.run(rows, { x }, ['means']).catch((e: unknown) => e);
    machine.setParams(initParams(mixture, 1));
    const errors = [
      early,
      await machine.run(rows, { x }).catch((e: unknown) => e),
      await machine.run(rows, { x, target: target.subarray(1) }).catch((e: unknown) => e),
      await machine.run(0, { x, target }).catch((e: unknown) => e),
      await machine.run(rows, { x, target }, ['nothing']).catch((e: unknown) => e),
    ];
    expect(errors.map((e) => isCrnGridError(e, 'KernelError'))).toEqual(errors.map(() => true));
    expect(() => machine.setParams(new Float32Array(3))).toThrow('These weights belong to another model.');
    machine.dispose();
  });
}

test('machines of two backends can be used in turn', async () => {
  const params = initParams(mixture, 1);
  const inputs = randomInputs(mixture, rows, 1);
  const [one, two] = await Promise.all(['cpu', 'wasm'].map((backend) => openTfjs(mixture, { backend })));
  one!.setParams(params);
  two!.setParams(params);
  const [a, b] = await Promise.all([one!.lossAndGradient(rows, inputs), two!.lossAndGradient(rows, inputs)]);
  expect(largestError(a.gradient, b.gradient)).toBeLessThan(tolerance);
  const again = await one!.lossAndGradient(rows, inputs);
  expect(again).toEqual(a);
  one!.dispose();
  two!.dispose();
});
