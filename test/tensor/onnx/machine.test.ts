/** onnxruntime-node runs every graph as our reference does, wherever it is installed. */
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { openOnnx } from '../../../src/tensor/onnx/machine.ts';
import { bestProvider, loadOrt } from '../../../src/tensor/onnx/runtime.ts';
import type { Importer } from '../../../src/tensor/packages.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { graphCases, mixtureDensity, randomInputs } from '../../support/graphs.ts';
import { refusesMisfits } from '../../support/machine-refusals.ts';

/** Also finds a package that NODE_PATH leads to. */
const importer: Importer = (name) =>
  import(name).catch((absent: unknown) => {
    try {
      return createRequire(import.meta.url)(name) as unknown;
    } catch {
      throw absent;
    }
  });
const installed = await loadOrt(importer).then(
  () => true,
  () => false,
);
const why = installed ? '' : ', skipped: onnxruntime-node is not installed';

const rows = 7;
const tolerance = 2e-5;
const mixture = mixtureDensity(4, [10, 9], 3, 2);

describe.skipIf(!installed)(`onnxruntime-node${why}`, () => {
  const open = (graph: typeof mixture) => openOnnx(graph, { importer, threads: 1 });

  test('computes every operation', async () => {
    const errors: { where: string; error: number }[] = [];
    for (const { name, graph } of graphCases) {
      const params = initParams(graph, 3);
      const inputs = randomInputs(graph, rows, 11);
      const machine = await open(graph);
      machine.setParams(params);
      const got = await machine.run(rows, inputs);
      const want = evaluate(graph, rows, inputs, params);
      for (const output of Object.keys(graph.outputs))
        errors.push({ where: `${name}: ${output}`, error: largestError(got[output]!, want[output]!.data) });
      machine.dispose();
    }
    expect(errors.length).toBeGreaterThan(100);
    expect(errors.filter(({ error }) => !(error < tolerance))).toEqual([]);
  });

  test('new parameters take effect, and the caller’s array stays its own', async () => {
    const machine = await open(mixture);
    const inputs = randomInputs(mixture, rows, 1);
    const params = initParams(mixture, 1);
    machine.setParams(params);
    const before = await machine.run(rows, inputs);
    params.fill(0);
    expect(await machine.run(rows, inputs)).toEqual(before);
    machine.setParams(params);
    const { means } = await machine.run(rows, inputs, ['means']);
    expect(largestError(means!, evaluate(mixture, rows, inputs, params).means!.data)).toBeLessThan(tolerance);
    // Control: with the weights from before they are others.
    expect(largestError(means!, before.means!)).toBeGreaterThan(tolerance);
    machine.dispose();
  });

  test('asks only for the inputs it needs, and refuses what does not fit', async () =>
    refusesMisfits(await open(mixture), mixture, rows));

  test('finds something to compute on', async () => {
    expect(['cuda', 'webgpu', 'cpu']).toContain(await bestProvider(await loadOrt(importer)));
  });
});

test('a provider that does not open models is passed over, and a session that fails is told', async () => {
  const fake = {
    env: {},
    Tensor: class {},
    InferenceSession: { create: () => Promise.reject(new Error('no such provider\nmore')) },
  };
  const ort = await loadOrt(async () => fake);
  expect(await bestProvider(ort)).toBe('cpu');
  const machine = await openOnnx(mixture, { importer: async () => fake });
  machine.setParams(initParams(mixture, 1));
  const error = await machine.run(rows, randomInputs(mixture, rows, 1)).catch((e: unknown) => e);
  expect(isCrnGridError(error, 'BackendError')).toBe(true);
  expect(String(error)).toContain('does not open the model on cpu: Error: no such provider');
});
