import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/kernels/learned/bodies/body.ts';
import { gaussianColumns, gaussianTrainingGraph } from '../../../src/kernels/learned/heads/gaussian/graph.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { gaussian, mdn } from '../../../src/kernels/specs.ts';
import { penalise, type Regulariser, type Regularisers } from '../../../src/learning/fit/regularisers.ts';
import { openTrainer } from '../../../src/tensor/backends.ts';
import { evaluate, evaluateNodes } from '../../../src/tensor/evaluate.ts';
import { paramLayout } from '../../../src/tensor/graph.ts';
import { neededNodes } from '../../../src/tensor/graph-walk.ts';
import { finiteGradient, largestError } from '../../support/graph-oracle.ts';
import { normals, startParams } from '../../support/graphs.ts';

const head = gaussian({ components: ['normal-tril', 'normal-diag'] });
const shape = shapeOf(mdn({ head, hidden: [4, 3] }));
const plain = gaussianTrainingGraph(bodyOf({ shape }, 2), 2, head, 2);
const params = startParams(plain, 1);
const rows = 5;
const inputs = {
  features: normals(2 * rows, 2),
  target: normals(2 * rows, 3),
  weight: normals(rows, 4).map(Math.abs),
};

const meaning: Record<Regulariser, (x: number) => number> = {
  none: () => 0,
  l1: (x) => 0.001 * Math.abs(x),
  l2: (x) => 0.001 * x * x,
  l1_l2: (x) => 0.001 * (Math.abs(x) + x * x),
};
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

function penaltyOf(regularisers: Regularisers): number {
  const graph = penalise(plain, head, regularisers, 2);
  expect(paramLayout(graph)).toEqual(paramLayout(plain));
  const found = evaluate(graph, rows, inputs, params, ['loss', 'unpenalised']);
  expect(found.unpenalised!.data).toEqual(evaluate(plain, rows, inputs, params, ['loss']).loss!.data);
  return found.loss!.data[0]! - found.unpenalised!.data[0]!;
}

describe.each(['l1', 'l2', 'l1_l2'] as const)('%s', (name) => {
  test.each([
    ['body', 'kernel', 'weights'],
    ['body', 'bias', 'bias'],
    ['head', 'kernel', 'weights'],
    ['head', 'bias', 'bias'],
  ] as const)('of the %s: %s', (part, kind, ending) => {
    const own = paramLayout(plain).params.filter((p) => p.name.startsWith(part) && p.name.endsWith(ending));
    const numbers = own.flatMap(({ offset, rows, width }) => [
      ...params.subarray(offset, offset + rows * width),
    ]);
    expect(penaltyOf({ [part]: { [kind]: name } })).toBeCloseTo(sum(numbers.map(meaning[name])), 10);
  });

  test('of outputs and layers: means over the rows', () => {
    const at = gaussianColumns(head.components, 2);
    const out = evaluate(plain, rows, inputs, params, ['head']).head!.data;
    const columns = { coeff: [0, 2], mu: [2, 6], diag: [6, 10], sub_diag: [10, 11] } as const;
    expect(at.width).toBe(11);
    for (const [key, [from, to]] of Object.entries(columns)) {
      const numbers = [...out].filter((_, i) => i % 11 >= from && i % 11 < to);
      expect(penaltyOf({ [key]: name })).toBeCloseTo(sum(numbers.map(meaning[name])) / rows, 10);
    }
    const values = evaluateNodes(plain, neededNodes(plain, ['head']), rows, inputs, params);
    const layers = plain.nodes.flatMap((node, i) => {
      if (node.op !== 'add') return [];
      const bias = plain.nodes[node.b]!;
      return bias.op === 'param' && bias.name.startsWith('body') ? [...values.get(i)!.data] : [];
    });
    expect(layers.length).toBe(7 * rows);
    expect(penaltyOf({ body: { activity: name } })).toBeCloseTo(sum(layers.map(meaning[name])) / rows, 10);
  });
});

test('all at once have the gradient of their loss', async () => {
  const all = { kernel: 'l2', bias: 'l1_l2', activity: 'l2' } as const;
  const regularisers: Regularisers = {
    body: all,
    head: { kernel: 'l1' },
    mu: 'l2',
    diag: 'l2',
    sub_diag: 'l2',
    coeff: 'l2',
  };
  const graph = penalise(plain, head, regularisers, 2);
  const trainer = await openTrainer(graph, { backend: 'simd', threads: 1 });
  try {
    trainer.setParams(params);
    const { gradient } = await trainer.lossAndGradient(rows, inputs);
    expect(largestError(gradient, finiteGradient(graph, rows, inputs, params))).toBeLessThan(1e-4);
    // Control: without penalties it is another one.
    expect(largestError(gradient, finiteGradient(plain, rows, inputs, params))).toBeGreaterThan(1e-4);
  } finally {
    trainer.dispose();
  }
});

test('nothing is penalised by default, and outputs that are not there are refused', () => {
  expect(penalise(plain, head, {}, 2)).toBe(plain);
  expect(penalise(plain, head, { body: { kernel: 'none' } }, 2)).toBe(plain);
  expect(() => penalise(plain, { kind: 'counts', mixtures: 3 }, { mu: 'l2' }, 2)).toThrow(
    'the head has no `mu`',
  );
});
