import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { type Graph, GraphBuilder, paramLayout } from '../../../src/tensor/graph.ts';
import { openInference } from '../../../src/tensor/inference/inference.ts';
import { planInference } from '../../../src/tensor/inference/plan.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import type { Inference, Inputs } from '../../../src/tensor/machine.ts';
import { largestError } from '../../support/graph-oracle.ts';
import {
  bellCases,
  choiceCases,
  graphCases,
  mixtureDensity,
  randomInputs,
  rowOutputs,
} from '../../support/graphs.ts';

/** All outputs for one batch, in fresh arrays. */
function results(inference: Inference, inputs: Inputs, rows: number): Record<string, Float32Array> {
  const widths = Object.entries(inference.outputs);
  const out = Object.fromEntries(widths.map(([name, width]) => [name, new Float32Array(rows * width)]));
  inference.run(inputs, rows, out);
  return out;
}

describe('WebAssembly inference', () => {
  test.each(graphCases)('$name: values', ({ graph }) => {
    const rows = 61;
    const params = initParams(graph, 3);
    const inputs = randomInputs(graph, rows, 11);
    const got = results(openInference(graph, params), inputs, rows);
    const want = evaluate(graph, rows, inputs, params);
    expect(Object.keys(got).sort()).toEqual(rowOutputs(graph).sort());
    for (const name of Object.keys(got))
      expect(largestError(got[name]!, want[name]!.data)).toBeLessThan(2e-5);
  });

  test.each(graphCases)('$name: a row has the same bits in every batch', ({ graph }) => {
    const rows = 300;
    const inference = openInference(graph, initParams(graph, 3));
    const inputs = randomInputs(graph, rows, 12);
    const whole = results(inference, inputs, rows);
    for (const [from, to] of [
      [0, 1],
      [1, 14],
      [47, 49],
      [100, 300],
      [299, 300],
    ] as const) {
      const cut = Object.entries(inputs).map(([name, x]) => {
        const width = x.length / rows;
        return [name, x.slice(from * width, to * width)] as const;
      });
      const part = results(inference, Object.fromEntries(cut), to - from);
      for (const [name, width] of Object.entries(inference.outputs))
        expect(part[name]).toEqual(whole[name]!.subarray(from * width, to * width));
    }
  });
});

test('a tile of any size gives the same bits', () => {
  // Wide enough for the smallest tile; its first layers fit the largest one.
  const b = new GraphBuilder();
  const narrow = b.dense('narrow', b.input('x', 4), 30, 'tanh');
  const wide = b.dense('wide', narrow, 900, 'swish');
  const graph = b.build({ narrow, wide, both: b.concat([narrow, wide]) });
  const tiles = [['narrow'], ['narrow', 'wide', 'both']].map((names) => planInference(graph, names).tile);
  expect(tiles[1]).toBeLessThan(tiles[0]!);
  const params = initParams(graph, 1);
  const inputs = randomInputs(graph, 50, 2);
  const alone = results(openInference(graph, params, { outputs: ['narrow'] }), inputs, 50);
  const together = results(openInference(graph, params), inputs, 50);
  expect(together.narrow).toEqual(alone.narrow);
});

test('−∞ among the terms of a log-sum-exp counts for nothing, and nothing but −∞ gives −∞', () => {
  const b = new GraphBuilder();
  const x = b.input('x', 4);
  const graph = b.build({
    log: b.group('groupLogSumExp', x, 2),
    share: b.group('groupSoftmax', b.slice(x, 0, 2), 2),
  });
  const inference = openInference(graph, new Float32Array(0));
  const { log, share } = results(inference, { x: Float32Array.of(-Infinity, 1.5, -Infinity, -Infinity) }, 1);
  expect([...log!]).toEqual([1.5, -Infinity]);
  expect([...share!]).toEqual([0, 1]);
});

test('threads of one memory share the weights and keep their planes apart', () => {
  const graph = mixtureDensity(3, [20], 4, 2);
  const plan = planInference(graph, ['weights', 'means']);
  const pages = Math.ceil((plan.weightBytes + 2 * plan.scratchBytes) / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const outputs = ['weights', 'means'];
  const params = initParams(graph, 1);
  const [one, two] = [0, 1].map((thread) => {
    const room = { memory, weightsAt: 4096, scratchAt: 4096 + plan.weightBytes + thread * plan.scratchBytes };
    return openInference(graph, thread === 0 ? params : undefined, { outputs, memory: room });
  });
  const inputs = randomInputs(graph, 500, 3);
  const own = results(openInference(graph, params, { outputs }), inputs, 500);
  expect(results(two!, inputs, 500)).toEqual(own);
  expect(results(one!, inputs, 500)).toEqual(own);
  expect(Object.keys(one!.inputs)).toEqual(['x']);
  // What no thread was given stays untouched.
  const bytes = new Uint8Array(memory.buffer);
  const end = 4096 + plan.weightBytes + 2 * plan.scratchBytes;
  expect(bytes.subarray(0, 4096).every((x) => x === 0) && bytes.subarray(end).every((x) => x === 0)).toBe(
    true,
  );
});

test('planes are used again once they are read for the last time', () => {
  const deep = (layers: number): Graph => {
    const b = new GraphBuilder();
    let x = b.input('x', 16);
    for (let i = 0; i < layers; i++) x = b.dense(`layer ${i}`, x, 16, 'relu');
    return b.build({ y: x });
  };
  expect(planInference(deep(20)).scratchBytes).toBe(planInference(deep(2)).scratchBytes);
});

describe('the door refuses', () => {
  const graph = mixtureDensity(3, [8], 2, 1);
  const params = initParams(graph, 1);
  const inference = openInference(graph, params, { outputs: ['means'] });
  const cases: [string, () => unknown][] = [
    ['a loss', () => openInference(graph, params, { outputs: ['loss'] })],
    [
      'a choice among branches, which only training knows',
      () => openInference(choiceCases[0]!.graph, undefined, { outputs: ['y'] }),
    ],
    [
      'log-probabilities of bells, which only training knows',
      () => openInference(bellCases[0]!.graph, undefined, { outputs: ['y'] }),
    ],
    ['an unknown output', () => openInference(graph, params, { outputs: ['nothing'] })],
    ['parameters of another model', () => openInference(graph, params.subarray(1))],
    ['a missing input', () => inference.run({}, 1, { means: new Float32Array(2) })],
    [
      'an input that is too short',
      () => inference.run({ x: new Float32Array(5) }, 2, { means: new Float32Array(4) }),
    ],
    [
      'a result that is too short',
      () => inference.run({ x: new Float32Array(6) }, 2, { means: new Float32Array(3) }),
    ],
    [
      'a memory that is too small',
      () => {
        const memory = new WebAssembly.Memory({ initial: 0 });
        return openInference(graph, params, { memory: { memory, weightsAt: 0, scratchAt: 0 } });
      },
    ],
  ];
  test.each(cases)('%s', (_, act) => {
    let error: unknown;
    try {
      act();
    } catch (caught) {
      error = caught;
    }
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
  });

  test('but takes arrays that are longer than needed', () => {
    expect(paramLayout(graph).size).toBe(params.length);
    const means = new Float32Array(10);
    inference.run({ x: new Float32Array(100) }, 2, { means });
    expect(means.subarray(4)).toEqual(new Float32Array(6));
  });
});
