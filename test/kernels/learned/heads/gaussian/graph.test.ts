import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../../../src/kernels/learned/bodies/body.ts';
import {
  gaussianColumns,
  gaussianGraph,
  gaussianTrainingGraph,
} from '../../../../../src/kernels/learned/heads/gaussian/graph.ts';
import { type ComponentKind, shapeOf } from '../../../../../src/kernels/learned/shape/shape.ts';
import { gaussian, mdn } from '../../../../../src/kernels/specs.ts';
import { evaluate } from '../../../../../src/tensor/evaluate.ts';
import { paramLayout } from '../../../../../src/tensor/graph.ts';
import { normals, startParams } from '../../../../support/graphs.ts';

const species = 3;
const rows = 6;
const body = bodyOf({ shape: shapeOf(mdn({ hidden: [5] })) }, species);

/** log-density of one row under one component, from the definition: Σ log φ(ε_s) − log L_ss, ε = L⁻¹(z − μ). */
function density(kind: ComponentKind, head: ArrayLike<number>, at: readonly number[], y: readonly number[]) {
  const [mean, deviation, below] = at as [number, number, number];
  const logarithmic = kind.startsWith('log');
  const noise: number[] = [];
  let log = 0;
  y.forEach((value, s) => {
    let rest = (logarithmic ? Math.log(value) : value) - head[mean + s]!;
    if (kind.endsWith('tril'))
      noise.forEach((e, t) => {
        rest -= e * head[below + (s * (s - 1)) / 2 + t]!;
      });
    const raw = head[deviation + s]!;
    const sigma = Math.max(raw > 0 ? 1 + raw : Math.exp(raw), 0.01);
    noise.push(rest / sigma);
    log -= 0.5 * (rest / sigma) ** 2 + Math.log(sigma) + 0.5 * Math.log(2 * Math.PI);
    if (logarithmic) log -= Math.log(value);
  });
  return log;
}

describe.each([0, 4])('hidden %d', (hidden) => {
  test.each<{ components: ComponentKind[] }>([
    { components: ['normal-diag', 'normal-diag'] },
    { components: ['normal-tril'] },
    { components: ['log-normal-diag', 'log-normal-diag'] },
    { components: ['log-normal-tril', 'normal-diag', 'normal-tril', 'log-normal-diag', 'log-normal-tril'] },
  ])('the loss is the mean negative log-density: $components', ({ components }) => {
    const spec = gaussian({ components, hidden });
    const graph = gaussianTrainingGraph(body, 2, spec, species);
    const params = startParams(graph, 4);
    expect(paramLayout(graph).params).toEqual(paramLayout(gaussianGraph(body, 2, spec, species)).params);
    const target = normals(rows * species, 2).map((x) => Math.abs(x) + 0.05);
    const weight = normals(rows, 3).map(Math.abs);
    const inputs = { features: normals(rows * 2, 1), target, weight };
    const found = evaluate(graph, rows, inputs, params);
    const columns = gaussianColumns(components, species);
    let expected = 0;
    for (let r = 0; r < rows; r++) {
      const head = found.head!.data.subarray(r * columns.width, (r + 1) * columns.width);
      const y = Array.from(target.subarray(r * species, (r + 1) * species));
      const logits = components.map((_, k) => Math.exp(head[k]!));
      const total = logits.reduce((a, b) => a + b);
      const p = components.map((kind, k) => {
        const at = [columns.mean(k), columns.deviation(k), columns.below(k)];
        return (logits[k]! / total) * Math.exp(density(kind, head, at, y));
      });
      expected -= (weight[r]! * Math.log(p.reduce((a, b) => a + b))) / rows;
    }
    expect(found.loss!.data[0]!).toBeCloseTo(expected, 9);
  });
});

test('one species has no triangle, and can be drawn all the same', () => {
  expect(gaussianColumns(['normal-tril', 'normal-diag'], 1).width).toBe(6);
  const graph = gaussianGraph(body, 2, gaussian({ components: ['normal-tril'], hidden: 3 }), 1);
  expect(graph.shapes[graph.outputs.head!]![1]).toBe(3);
});

test('log-normal components need min–max scaling', () => {
  const head = gaussian({ components: ['log-normal-diag'], scaler: 'standard' });
  expect(() => mdn({ head })).toThrow("Use `scaler: 'min-max'`");
});
