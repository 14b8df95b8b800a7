import { expect, test } from 'vitest';
import { operations } from '../../../src/kernels/mdn/cells/operations.ts';
import { bodyLatency, genotypeLatency, latencyTable } from '../../../src/learning/search/latency.ts';

test('every operation has a price, and doing nothing is free', () => {
  const table = latencyTable(12);
  expect(Object.keys(table)).toEqual(operations);
  for (const price of Object.values(table)) expect(price >= 0 && Number.isFinite(price)).toBe(true);
  expect([table.none, table.skip_connect]).toEqual([0, 0]);
});

test('a body takes time', () => {
  expect(bodyLatency((g, x) => g.dense('layer', x, 30, 'swish'), 9)).toBeGreaterThan(0);
  const cell = {
    expands: true,
    edges: [
      { operation: 'simple_dense', from: 0 },
      { operation: 'relu', from: 1 },
    ],
    reduced: [2],
  } as const;
  expect(genotypeLatency({ cells: [cell] }, 9, { width: 3, multiplier: 4 })).toBeGreaterThan(0);
});
