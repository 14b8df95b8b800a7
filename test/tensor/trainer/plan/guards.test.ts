/** Branches that are not chosen: they change nothing, and are not computed. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { type Graph, GraphBuilder, paramLayout } from '../../../../src/tensor/graph.ts';
import type { Trainer } from '../../../../src/tensor/machine.ts';
import { openTfjs } from '../../../../src/tensor/tfjs/machine.ts';
import { openSimdTrainer } from '../../../../src/tensor/trainer/trainer.ts';
import { finiteGradient, largestError } from '../../../support/graph-oracle.ts';
import { normals, startParams } from '../../../support/graphs.ts';

/** Two choices in a row, the second one's first branch with a choice of its own inside. */
function graphOfChoices(): Graph {
  const b = new GraphBuilder();
  const [x, gates] = [b.input('x', 4), b.input('gates', 6)];
  const weights = b.binary('add', gates, b.param('shift', 1, 6, 0));
  const first = b.choose(
    gates,
    [0, 1],
    b.slice(weights, 0, 2),
    ['a', 'b'].map((name) => b.dense(name, x, 5, 'tanh')),
  );
  const deep = b.dense('deep', first, 5, 'swish');
  const inner = b.choose(
    gates,
    [4, 5],
    b.slice(weights, 4, 6),
    ['e', 'f'].map((name) => b.dense(name, deep, 5, 'tanh')),
  );
  const second = b.choose(gates, [2, 3], b.slice(weights, 2, 4), [inner, b.dense('d', first, 5, 'relu')]);
  const loss = b.mean(b.group('groupSum', b.unary('square', b.binary('add', second, first)), 5));
  return b.build({ second, loss });
}

const graph = graphOfChoices();
const layout = paramLayout(graph);
const rows = 60;
/** The same gates for all rows, or for each row one of two. */
const patterns: Readonly<Record<string, (row: number) => number[]>> = {
  'the first of each': () => [1, 0, 1, 0, 1, 0],
  'the second of each': () => [0, 1, 0, 1, 0, 1],
  'an inner one whose outer is not live': () => [1, 0, 0, 1, 1, 1],
  'none at all': () => [0, 0, 0, 0, 0, 0],
  'all of them': () => [1, 1, 1, 1, 1, 1],
  'by row': (row) => (row % 3 === 0 ? [1, 0, 0, 1, 0, 1] : [0, 1, 1, 0, 0, 1]),
  'by tile': (row) => (row < 30 ? [1, 0, 0, 1, 0, 1] : [0, 1, 1, 0, 1, 0]),
};
/** The operations that a batch of such gates has no use for. */
const idle: Readonly<Record<string, readonly string[]>> = {
  'the first of each': ['b', 'd', 'f'],
  'the second of each': ['a', 'deep', 'e', 'f'],
  'an inner one whose outer is not live': ['b', 'deep', 'e', 'f'],
};

const inputsOf = (pattern: (row: number) => number[]) => ({
  x: normals(4 * rows, 1),
  gates: Float32Array.from(Array.from({ length: rows }, (_, row) => pattern(row)).flat()),
});

/** What each batch should give: worked out once for all machines. */
const oracle = new Map(
  Object.entries(patterns).map(([name, pattern]) => {
    const [params, inputs] = [startParams(graph, 3), inputsOf(pattern)];
    const want = evaluate(graph, rows, inputs, params);
    return [name, { params, inputs, want, slope: finiteGradient(graph, rows, inputs, params) }] as const;
  }),
);

const machines: Readonly<Record<string, () => Promise<Trainer>>> = {
  simd: () => openSimdTrainer(graph),
  cpu: () => openTfjs(graph, { backend: 'cpu' }),
};

describe.each(Object.entries(machines))('%s', (_, open) => {
  test.each(Object.keys(patterns))('%s: values and gradient', async (name) => {
    const { params, inputs, want, slope } = oracle.get(name)!;
    const machine = await open();
    machine.setParams(params);
    const { loss, gradient } = await machine.lossAndGradient(rows, inputs);
    expect(largestError([loss], want.loss!.data)).toBeLessThan(2e-5);
    expect(largestError(gradient, slope)).toBeLessThan(2e-5);
    const { second } = await machine.run(rows, inputs, ['second']);
    expect(largestError(second!, want.second!.data)).toBeLessThan(2e-5);
    machine.dispose();
  });

  test.each(Object.entries(idle))('%s: what is idle is not computed', async (name, operations) => {
    const params = startParams(graph, 3);
    const inputs = inputsOf(patterns[name]!);
    const machine = await open();
    machine.setParams(params);
    const want = await machine.lossAndGradient(rows, inputs);
    // 0 · NaN is NaN: weights that nobody may look at.
    const poison = (names: readonly string[]) => {
      const poisoned = params.slice();
      for (const p of layout.params)
        if (names.includes(p.name.split('/')[0]!))
          poisoned.fill(Number.NaN, p.offset, p.offset + p.rows * p.width);
      return poisoned;
    };
    machine.setParams(poison(operations));
    expect(await machine.lossAndGradient(rows, inputs)).toEqual(want);
    // Control: the others are looked at.
    const busy = ['a', 'b', 'd', 'deep', 'e', 'f'].filter((operation) => !operations.includes(operation));
    for (const operation of busy) {
      machine.setParams(poison([operation]));
      expect((await machine.lossAndGradient(rows, inputs)).loss).toBeNaN();
    }
    machine.dispose();
  });
});

test('batches of all kinds in turn, with new weights now and then, leave nothing behind', async () => {
  const machine = await openSimdTrainer(graph);
  const names = Object.keys(patterns);
  for (let k = 0; k < 3 * names.length; k++) {
    const params = startParams(graph, 3 + Math.floor(k / 4));
    if (k % 4 === 0) machine.setParams(params);
    const inputs = inputsOf(patterns[names[(k * 5) % names.length]!]!);
    const fresh = await openSimdTrainer(graph);
    fresh.setParams(params);
    const want = await fresh.lossAndGradient(rows, inputs);
    if (k % 3 === 0)
      expect(await machine.run(rows, inputs, ['loss'])).toEqual({ loss: Float32Array.of(want.loss) });
    expect(await machine.lossAndGradient(rows, inputs)).toEqual(want);
    fresh.dispose();
  }
  machine.dispose();
});

test('any number of threads gives the same bits', async () => {
  const many = 700;
  const gates = Array.from({ length: many }, (_, row) => patterns['by row']!(row)).flat();
  const inputs = { x: normals(4 * many, 2), gates: Float32Array.from(gates) };
  const results = [];
  for (const threads of [1, 2, 3]) {
    const machine = await openSimdTrainer(graph, { threads });
    machine.setParams(startParams(graph, 5));
    results.push(await machine.lossAndGradient(many, inputs));
    machine.dispose();
  }
  for (const result of results) expect(result).toEqual(results[0]);
});
