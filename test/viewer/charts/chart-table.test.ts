import { expect, test } from 'vitest';
import { chartTable } from '../../../viewer/charts/chart-table.ts';

const line = { name: 'a', colour: 'red', dashed: false };

test('lines with the same times stand side by side', () => {
  const table = chartTable([
    { ...line, x: [0, 1], y: [5, 6] },
    { ...line, x: [0, 1], y: [7, 8] },
  ]);
  expect(table).toEqual([
    [0, 1],
    [5, 6],
    [7, 8],
  ]);
});

test('lines with times of their own have gaps where they know nothing', () => {
  const table = chartTable([
    { ...line, x: [0, 2], y: [5, Number.NaN], band: { low: [4, 4], high: [6, 6] } },
    { ...line, x: [1, 2], y: [7, 8] },
    { ...line, x: [], y: [] },
  ]);
  expect(table).toEqual([
    [0, 1, 2],
    [5, null, null],
    [4, null, 4],
    [6, null, 6],
    [null, 7, 8],
    [null, null, null],
  ]);
});
