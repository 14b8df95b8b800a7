import { expect, test } from 'vitest';
import { limits } from '../../../../src/serve/protocol/terms.ts';
import {
  type Staged,
  stagedCells,
  stagedRate,
  withStagedPaint,
  withStagedRate,
} from '../../../../viewer/state/changes/staged.ts';

const add = (cells: readonly number[], A = 10) => ({ kind: 'paint', cells, add: { A } }) as const;
const set = (cells: readonly number[]) => ({ kind: 'paint', cells, set: { A: 1 } }) as const;

test('a rate waits with its last value, and not at all where that is its own', () => {
  const twice = withStagedRate(withStagedRate([], 'k', 3, 2), 'k', 5, 2);
  expect(twice).toEqual([{ kind: 'rate', name: 'k', value: 5 }]);
  expect(stagedRate(twice, 'k')).toBe(5);
  expect(stagedRate(twice, 'j')).toBeUndefined();
  expect(withStagedRate(twice, 'k', 2, 2)).toEqual([]);
  // Where it has had several values, none of them is its own.
  expect(withStagedRate(twice, 'k', 2, undefined)).toHaveLength(1);
});

test('a stroke is one painting; what is added twice to a cell is two', () => {
  const stroke = withStagedPaint(withStagedPaint([], add([1, 2]))!, add([3]))!;
  expect(stroke).toEqual([add([1, 2, 3])]);
  expect(withStagedPaint(stroke, add([3, 4]))).toEqual([add([1, 2, 3]), add([3, 4])]);
  expect(withStagedPaint(stroke, add([4], 5))).toHaveLength(2);
  expect(withStagedPaint([set([1, 2])], set([2, 3]))).toEqual([set([1, 2, 3])]);
  // The order in which they are made is kept.
  const between = withStagedRate(stroke, 'k', 3, 2);
  expect(withStagedPaint(between, add([9]))).toHaveLength(3);
  expect(stagedCells(between)).toEqual([1, 2, 3]);
});

test('no more waits than a server takes', () => {
  const all = Array.from({ length: limits.paintedCells }, (_, cell) => cell);
  expect(withStagedPaint([], add(all))).toHaveLength(1);
  expect(withStagedPaint([add(all)], add([0]))).toBeUndefined();
  let staged: Staged = [];
  for (let i = 0; i < limits.changes; i++) staged = withStagedPaint(staged, add([0], i))!;
  expect(withStagedPaint(staged, add([0], -1))).toBeUndefined();
});
