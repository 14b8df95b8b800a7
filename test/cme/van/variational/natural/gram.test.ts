import { expect, test } from 'vitest';
import { addGram, centre, choleskySolve } from '../../../../../src/cme/van/variational/natural/gram.ts';
import { Stream } from '../../../../../src/numerics/streams.ts';
import { evaluate } from '../../../../../src/tensor/evaluate.ts';
import { GraphBuilder, paramLayout } from '../../../../../src/tensor/graph.ts';
import { initParams } from '../../../../../src/tensor/initialise.ts';
import { rowScores } from '../../../../../src/tensor/row-gradients/factored.ts';

/** A layer that is used twice, a gate, and one that is used once. */
function model() {
  const g = new GraphBuilder();
  const x = g.input('x', 4);
  const weights = g.param('shared', 2, 3, 0.7);
  const bias = g.param('bias', 1, 3, 0.3);
  const half = (from: number) => g.binary('add', g.matmul(g.slice(x, from, from + 2), weights), bias);
  const gate = g.binary('mul', g.unary('sigmoid', half(0)), g.unary('tanh', half(2)));
  return g.build({ y: g.dense('last', g.concat([gate, g.slice(x, 1, 2)]), 2, 'swish') });
}

const graph = model();
const rows = 9;
const params = initParams(graph, 5);
const random = new Stream().open(1, 0, 0, 0);
const x = Float32Array.from({ length: rows * 4 }, () => random.normal());
const slope = Float64Array.from({ length: rows * 2 }, () => random.normal());

/** Of Σ slope · y in each row, by central differences; shape [rows, parameters]. */
function differences(): Float64Array {
  const { size } = paramLayout(graph);
  const out = new Float64Array(rows * size);
  const step = 1e-5;
  for (let k = 0; k < size; k++)
    for (const sign of [1, -1]) {
      const moved = Float64Array.from(params);
      moved[k]! += sign * step;
      const { data } = evaluate(graph, rows, { x }, moved).y!;
      for (let b = 0; b < rows; b++)
        for (let c = 0; c < 2; c++)
          out[b * size + k]! += (sign * slope[b * 2 + c]! * data[b * 2 + c]!) / (2 * step);
    }
  return out;
}

test('inner products of the scores of rows are those of finite differences', () => {
  const scores = rowScores(graph, params, rows, { x }, [{ name: 'y', slope: () => slope.slice() }]);
  const gram = new Float64Array(rows * rows);
  for (const one of scores.values()) addGram(one, rows, gram);
  const wanted = differences();
  const size = wanted.length / rows;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += wanted[i * size + k]! * wanted[j * size + k]!;
      expect(gram[i * rows + j]!).toBeCloseTo(sum, 6);
    }
});

test('a centred matrix has rows that sum to 0, and a system in it is solved', () => {
  const n = 6;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = Math.cos(i * j) + (i === j ? n : 0);
  const full = (m: Float64Array, i: number, j: number) => m[Math.max(i, j) * n + Math.min(i, j)]!;
  const b = Float64Array.from({ length: n }, (_, i) => i - 2);
  const v = b.slice();
  choleskySolve('van', a.slice(), v, n);
  for (let i = 0; i < n; i++)
    expect(v.reduce((sum, x, j) => sum + full(a, i, j) * x, 0)).toBeCloseTo(b[i]!, 9);
  centre(a, n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += full(a, i, j);
    expect(sum).toBeCloseTo(0, 9);
  }
  // What is centred has no inverse.
  expect(() =>
    choleskySolve(
      'van',
      a.map((v) => -v),
      b.slice(),
      n,
    ),
  ).toThrow(/not told apart/);
});
