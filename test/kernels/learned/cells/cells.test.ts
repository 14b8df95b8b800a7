import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { buildCells } from '../../../../src/kernels/learned/cells/cells.ts';
import type { Genotype } from '../../../../src/kernels/learned/cells/genotype.ts';
import {
  buildSupernet,
  gated,
  type SearchSpec,
  type Supernet,
} from '../../../../src/kernels/learned/cells/supernet.ts';
import { expandingCells, rowNumbers } from '../../../../src/kernels/learned/cells/wiring.ts';
import { operations } from '../../../../src/kernels/learned/shape/shape.ts';
import { search } from '../../../../src/kernels/specs.ts';
import { deriveGenotype } from '../../../../src/learning/search/derive-genotype.ts';
import { inheritWeights } from '../../../../src/learning/search/inherit.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { GraphBuilder, paramLayout } from '../../../../src/tensor/graph.ts';
import { openInference } from '../../../../src/tensor/inference/inference.ts';
import { initParams } from '../../../../src/tensor/initialise.ts';

const features = 5;
const width = 2;

function supernetOf(spec: SearchSpec) {
  const g = new GraphBuilder();
  const supernet: Supernet = buildSupernet(g, g.input('features', features), spec, width);
  return { supernet, graph: g.build({ out: supernet.output }) };
}

function finalOf(genotype: Genotype, multiplier: number) {
  const g = new GraphBuilder();
  return g.build({ out: buildCells(g, g.input('features', features), genotype, { width, multiplier }) });
}

const shapes: readonly [cells: number, cellSize: number, reduce: number][] = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 2],
  [4, 2, 1],
];

describe('what a search found is that path through the supernet', () => {
  test.each(shapes)('%d cells of %d, %d averaged', (cells, cellSize, reduce) => {
    const spec = search({ cells, cellSize, multiplier: 3, reduce, operations }) as SearchSpec;
    const { supernet, graph } = supernetOf(spec);
    expect(supernet.edges).toHaveLength((cells * cellSize * (cellSize + 3)) / 2);
    const stream = new Stream().open(cells, 0, 0, Purpose.analysis);
    const genotype = deriveGenotype(
      spec,
      supernet.edges,
      supernet.edges.map(() => operations.map(() => stream.uniform())),
    );
    const final = finalOf(genotype, 3);
    const params = initParams(graph, 1);
    for (let i = 0; i < params.length; i++) params[i]! += 0.1 * stream.normal();
    // The gates' shift is no weight.
    const shift = paramLayout(graph).params.find((p) => p.name === 'gates/shift')!;
    params.fill(0, shift.offset, shift.offset + shift.width);

    const rows = 3;
    const candidates = gated(operations);
    const gates = new Float32Array(rows * supernet.gates);
    genotype.cells.forEach(({ edges }, cell) =>
      edges.forEach(({ operation, from }, k) => {
        const to = 2 + Math.floor(k / 2);
        const edge = supernet.edges.find((e) => e.cell === cell && e.from === from && e.to === to)!;
        for (let row = 0; row < rows; row++)
          gates[row * supernet.gates + edge.gate + candidates.indexOf(operation)] = 1;
      }),
    );
    const x = { features: Float32Array.from({ length: rows * features }, () => stream.normal()) };
    const inputs = { ...x, 'gates/live': gates, 'gates/weight': gates };
    const want = evaluate(graph, rows, inputs, params).out!.data;
    const inherited = inheritWeights(graph, params, final);
    const got = evaluate(final, rows, x, inherited).out!.data;
    // The supernet adds the zeros of other edges in between.
    got.forEach((v, i) => {
      expect(v).toBeCloseTo(want[i]!, 10);
    });
    expect(new Set(got).size).toBeGreaterThan(rows);

    const inference = openInference(final, inherited);
    const out = { out: new Float32Array(got.length) };
    inference.run(x, rows, out);
    out.out.forEach((v, i) => {
      expect(v).toBeCloseTo(got[i]!, 4);
    });
    // Control: other weights give another result.
    expect([...evaluate(final, rows, x, initParams(final, 2)).out!.data]).not.toEqual([...got]);
  });
});

describe('widths', () => {
  test.each([
    [1, [0]],
    [3, [0]],
    [4, [1, 2]],
    [5, [1, 3]],
    [7, [2, 4]],
  ])('of %d cells, %j expand', (cells, which) => {
    expect(expandingCells(cells).flatMap((expands, c) => (expands ? [c] : []))).toEqual(which);
  });

  test('the first expansion is to the numbers of a row times the multiplier, each later one multiplies', () => {
    const spec = { cellSize: 1, multiplier: 3, reduce: 1, operations };
    const widths = (cells: number) =>
      supernetOf(search({ ...spec, cells }) as SearchSpec).supernet.edges.map((e) => e.width);
    expect(widths(2)).toEqual([6, 6, 6, 6]);
    expect(widths(4)).toEqual([5, 5, 6, 6, 18, 18, 18, 18]);
  });

  test('a row is described by its counts and rates, over all steps', () => {
    const head = { kind: 'counts', mixtures: 1 } as const;
    const body = { kind: 'dense', hidden: [1], activation: 'swish' } as const;
    const shape = { head, body, rateInputs: ['a', 'b'], stepInput: true, past: 2 };
    expect(rowNumbers(3, shape)).toBe(12);
  });
});

test('an edge that leads nowhere is refused', () => {
  const cell = (operation: 'relu' | 'none', from: number): Genotype => ({
    cells: [
      {
        expands: true,
        edges: [
          { operation, from },
          { operation: 'relu', from: 1 },
        ],
        reduced: [2],
      },
    ],
  });
  expect(() => finalOf(cell('relu', 0), 2)).not.toThrow();
  for (const bad of [cell('none', 0), cell('relu', 2)]) {
    let error: unknown;
    try {
      finalOf(bad, 2);
    } catch (caught) {
      error = caught;
    }
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
  }
});

test('weights of another network are not inherited', () => {
  const genotype = (operation: 'simple_dense' | 'relu'): Genotype => ({
    cells: [
      {
        expands: true,
        edges: [
          { operation, from: 0 },
          { operation, from: 1 },
        ],
        reduced: [2],
      },
    ],
  });
  const [small, large] = [finalOf(genotype('relu'), 2), finalOf(genotype('simple_dense'), 2)];
  expect(inheritWeights(large, initParams(large, 1), small)).toHaveLength(paramLayout(small).size);
  expect(() => inheritWeights(small, initParams(small, 1), large)).toThrow(/the search has none/);
  expect(() => inheritWeights(finalOf(genotype('relu'), 3), new Float32Array(999), small)).toThrow(
    /it is \[/,
  );
});
