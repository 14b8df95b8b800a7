import { expect, test } from 'vitest';
import type { SearchSpec } from '../../../src/kernels/learned/cells/supernet.ts';
import { deriveGenotype } from '../../../src/learning/search/derive-genotype.ts';

const spec: SearchSpec = {
  kind: 'search',
  cells: 1,
  cellSize: 2,
  multiplier: 2,
  reduce: 1,
  operations: ['relu', 'none', 'simple_dense'],
  latency: 0,
  gates: 'batch',
  gradient: 'two-path',
  schedule: 'quick',
};
const places: readonly [from: number, to: number][] = [
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
];
const edges = places.map(([from, to], e) => ({ cell: 0, from, to, width: 4, gate: 2 * e }));

test('the two likeliest edges of each node, by their best operation but `none`', () => {
  const genotype = deriveGenotype(spec, edges, [
    [0.1, 0.7, 0.2],
    [0.3, 0.5, 0.2],
    [0.6, 0.1, 0.3],
    // Certain to be none: dropped, for what is left of it is little.
    [0.05, 0.9, 0.05],
    [0.2, 0.3, 0.5],
  ]);
  expect(genotype).toEqual({
    cells: [
      {
        expands: true,
        edges: [
          { operation: 'simple_dense', from: 0 },
          { operation: 'relu', from: 1 },
          { operation: 'relu', from: 0 },
          { operation: 'simple_dense', from: 2 },
        ],
        reduced: [3],
      },
    ],
  });
});
