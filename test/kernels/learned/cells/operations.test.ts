import { describe, expect, test } from 'vitest';
import { addOperation } from '../../../../src/kernels/learned/cells/operations.ts';
import type { Operation } from '../../../../src/kernels/learned/shape/shape.ts';
import { operations } from '../../../../src/kernels/learned/shape/shape.ts';
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { GraphBuilder, paramLayout } from '../../../../src/tensor/graph.ts';

const x = [1, -2, 4];
/** Parameters 0.1, 0.2, … by name, for 3 columns in and out. */
function run(operation: Operation) {
  const g = new GraphBuilder();
  const y = addOperation(g, 'op', operation, g.input('x', 3));
  if (y === undefined) return undefined;
  const graph = g.build({ y });
  const { size, params } = paramLayout(graph);
  const flat = Array.from({ length: size }, (_, i) => (i + 1) / 10);
  const named = Object.fromEntries(
    params.map((p) => [p.name, flat.slice(p.offset, p.offset + p.rows * p.width)]),
  );
  return { y: [...evaluate(graph, 1, { x }, flat).y!.data], named };
}

type Named = Readonly<Record<string, readonly number[]>>;
const dense = (named: Named, name: string): number[] =>
  [0, 1, 2].map((column) =>
    x.reduce(
      (sum, v, row) => sum + v * named[`op/${name}/weights`]![3 * row + column]!,
      named[`op/${name}/bias`]![column]!,
    ),
  );
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

/** Centred, over the root of the sum of squares; then 1 + gamma, and beta. */
function norm(named: Named, v: readonly number[], share = 1): number[] {
  const mean = v.reduce((a, b) => a + b) / v.length;
  const size = Math.sqrt(v.reduce((sum, z) => sum + (z - mean) ** 2, 0) * share + 1e-4);
  return v.map((z, i) => ((z - mean) / size) * (1 + named['op/gamma']![i]!) + named['op/beta']![i]!);
}

const meaning: Readonly<Record<Operation, (named: Named) => readonly number[] | undefined>> = {
  simple_dense: (p) => norm(p, dense(p, 'dense')),
  gated_linear_unit: (p) => {
    const gate = dense(p, 'gate');
    return norm(
      p,
      dense(p, 'dense').map((v, i) => v * sigmoid(gate[i]!)),
    );
  },
  skip_connect: () => x,
  relu: () => x.map((v) => Math.max(v, 0)),
  none: () => undefined,
  swish: () => x.map((v) => v * sigmoid(v)),
  activated_dense: (p) =>
    norm(
      p,
      dense(p, 'dense').map((v) => v * sigmoid(v)),
    ),
  element_wise: (p) =>
    norm(
      p,
      x.map((v, i) => v * (1 + p['op/scale']![i]!) + p['op/bias']![i]!),
    ),
};

describe('each operation is what its paper says', () => {
  test.each(operations)('%s', (operation) => {
    const got = run(operation);
    const want = meaning[operation](got?.named ?? {});
    expect(got?.y.length).toBe(want?.length);
    got?.y.forEach((v, i) => {
      expect(v).toBeCloseTo(want![i]!, 10);
    });
  });

  test('control: the mean of squares, as other networks have it, is caught', () => {
    const { y, named } = run('simple_dense')!;
    const other = norm(named, dense(named, 'dense'), 1 / 3);
    expect(Math.max(...y.map((v, i) => Math.abs(v - other[i]!)))).toBeGreaterThan(0.1);
  });
});

test('a dense operation can widen', () => {
  const g = new GraphBuilder();
  expect(g.shape(addOperation(g, 'op', 'simple_dense', g.input('x', 3), 12)!)).toEqual([0, 12]);
});
