import { describe, expect, test } from 'vitest';
import { GraphBuilder, paramLayout } from '../../../src/tensor/graph.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { canFactor, rowScores } from '../../../src/tensor/row-gradients/factored.ts';
import { RowGradients } from '../../../src/tensor/row-gradients/row-gradients.ts';
import { randomInputs } from '../../support/graphs.ts';

const rows = 5;

/** A layer that is used twice, gates, and one that is used once; the loss of a row is Σ share · y. */
function model() {
  const g = new GraphBuilder();
  const x = g.input('x', 4);
  const weights = g.param('shared', 2, 3, 0.7);
  const bias = g.param('bias', 1, 3, 0.3);
  const half = (from: number) => g.binary('add', g.matmul(g.slice(x, from, from + 2), weights), bias);
  const gate = g.binary('mul', g.unary('sigmoid', half(0)), g.unary('tanh', half(2)));
  const soft = g.unary('softplus', g.binary('sub', gate, g.slice(x, 0, 3)));
  const y = g.dense('last', g.concat([soft, g.slice(x, 1, 2)]), 2, 'swish');
  const loss = g.mean(g.group('groupSum', g.binary('mul', g.input('share', 2), y), 2));
  return g.build({ y, loss });
}

const graph = model();
const params = initParams(graph, 5);
const inputs = randomInputs(graph, rows, 1);

/** The factors multiplied out: the slope of every parameter in every row, shape [rows, parameters]. */
function writtenOut(slope: Float64Array): Float64Array {
  const { params: places, size } = paramLayout(graph);
  const out = new Float64Array(rows * size);
  const scores = rowScores(graph, params, rows, inputs, [{ name: 'y', slope: () => slope.slice() }]);
  for (const { node, offset, width } of places)
    for (const { x, delta } of scores.get(node)!)
      for (let row = 0; row < rows; row++)
        for (let r = 0; r < (x?.width ?? 1); r++)
          for (let c = 0; c < width; c++)
            out[row * size + offset + r * width + c]! +=
              (x ? x.data[row * x.width + r]! : 1) * delta.data[row * width + c]!;
  return out;
}

describe('slopes as factors', () => {
  const gradients = new RowGradients(graph);
  gradients.setParams(params);
  const whole = new Float64Array(rows * gradients.parameters);
  gradients.run(rows, inputs, whole);
  const slope = Float64Array.from(inputs.share!);
  const apart = (other: Float64Array) => Math.max(...other.map((v, k) => Math.abs(v - whole[k]!)));

  test('are those that are found row by row', () => {
    expect(canFactor(graph, ['y'])).toBe(true);
    expect(apart(writtenOut(slope))).toBeLessThan(1e-12);
  });

  test('control: of slopes 10 % off they are others', () => {
    expect(apart(writtenOut(slope.map((v) => 1.1 * v)))).toBeGreaterThan(1e-3);
  });
});

test('a parameter that is changed before it is used has none', () => {
  const g = new GraphBuilder();
  const masked = g.binary('mul', g.param('w', 2, 2, 1), g.constant([1, 0, 0, 1], 2));
  expect(canFactor(g.build({ y: g.matmul(g.input('x', 2), masked) }), ['y'])).toBe(false);
});
