import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/tensor/evaluate.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import { openTfjs } from '../../src/tensor/tfjs-machine.ts';
import { finiteGradient, largestError } from '../support/graph-oracle.ts';
import { graphCases, randomInputs } from '../support/graphs.ts';

const rows = 7;
// f32 sums of a few dozen terms of order 1, after one division by a number near 0.
const tolerance = 2e-5;

describe.each(['cpu', 'wasm'])('tfjs %s', (backend) => {
  test.each(graphCases)('$name: values and gradient', async ({ graph }) => {
    const params = initParams(graph, 3);
    const inputs = randomInputs(graph, rows, 11);
    const machine = await openTfjs(graph, { backend });
    machine.setParams(params);

    const want = evaluate(graph, rows, inputs, params);
    const got = await machine.run(rows, inputs);
    for (const name of Object.keys(graph.outputs))
      expect(largestError(got[name]!, want[name]!.data)).toBeLessThan(tolerance);

    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    expect(largestError([loss], want.loss!.data)).toBeLessThan(tolerance);
    expect(largestError(gradient, finiteGradient(graph, rows, inputs, params))).toBeLessThan(tolerance);
    machine.dispose();
  });
});
