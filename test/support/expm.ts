/** Exact laws of small linear systems, for tests: dense matrices and their exponential. */
import { outside, type Space } from '../../src/grid/space.ts';

/** Square, row-major: entry (row, column) at row · n + column. */
export interface Matrix {
  readonly n: number;
  readonly values: Float64Array;
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  const n = a.n;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const aik = a.values[i * n + k]!;
      if (aik !== 0) for (let j = 0; j < n; j++) values[i * n + j]! += aik * b.values[k * n + j]!;
    }
  return { n, values };
}

/** exp(t · a) by scaling, a Taylor series of 24 terms, and squaring; good to about 1e-13. */
export function expm(a: Matrix, t: number): Matrix {
  const n = a.n;
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(a.values[i * n + j]! * t);
    norm = Math.max(norm, row);
  }
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(norm, 1e-300))) + 1);
  const scaled: Matrix = { n, values: a.values.map((v) => (v * t) / 2 ** squarings) };
  let term = identity(n);
  let sum = identity(n);
  for (let k = 1; k <= 24; k++) {
    term = multiply(term, scaled);
    term = { n, values: term.values.map((v) => v / k) };
    sum = { n, values: sum.values.map((v, i) => v + term.values[i]!) };
  }
  for (let s = 0; s < squarings; s++) sum = multiply(sum, sum);
  return sum;
}

function identity(n: number): Matrix {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = 1;
  return { n, values };
}

/**
 * Generator of one walker: entry (from, to) is the rate of that step. State `cells`,
 * the last one, is outside.
 */
export function walkGenerator(space: Space, rate: (cell: number) => number): Matrix {
  const n = space.cells + 1;
  const values = new Float64Array(n * n);
  for (let from = 0; from < space.cells; from++)
    for (const next of space.neighbours(from)) {
      const to = next === outside ? space.cells : next;
      values[from * n + to]! += rate(from);
      values[from * n + from]! -= rate(from);
    }
  return { n, values };
}

/** Law at time t of a walker that starts in `from`: that row of expm(generator, t), at the cost of a vector. */
export function lawAfter(generator: Matrix, from: number, t: number): Float64Array {
  const { n, values } = generator;
  let fastest = 0;
  for (let i = 0; i < n; i++) fastest = Math.max(fastest, -values[i * n + i]! * t);
  const parts = Math.ceil(2 * fastest) + 1;
  let law = new Float64Array(n);
  law[from] = 1;
  for (let part = 0; part < parts; part++) {
    let term = law;
    const sum = law.slice();
    for (let k = 1; k <= 24; k++) {
      const next = new Float64Array(n);
      for (let i = 0; i < n; i++)
        if (term[i] !== 0)
          for (let j = 0; j < n; j++) next[j]! += (term[i]! * values[i * n + j]! * t) / (parts * k);
      term = next;
      for (let j = 0; j < n; j++) sum[j]! += term[j]!;
    }
    law = sum;
  }
  return law;
}
