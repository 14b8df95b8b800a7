import { expect, test } from 'vitest';
import { Gradients } from '../../../../src/tensor/trainer/plan/gradients.ts';
import type { View } from '../../../../src/tensor/trainer/plan/plan.ts';

/** Node 0 is a matrix of six columns, node 1 its columns 2 and 3. */
function gradients(branch = false) {
  const buffer = { region: 'fixed', stride: 48, row: false, bytes: 288, offset: 0 } as const;
  const zeros: [number, number][] = [];
  const book = new Gradients({
    allocate: () => ({ buffer: { ...buffer }, column: 0, width: 6 }),
    pieceOf: (node) => (node === 1 ? { node: 0, column: 2 } : undefined),
    width: (node) => (node === 1 ? 2 : 6),
    isBranch: () => branch,
    zero: ({ column, width }: View) => zeros.push([column, width]),
  });
  return { book, zeros };
}

test('the first to give writes, the next adds', () => {
  const { book, zeros } = gradients();
  expect(book.target(0).add).toBe(false);
  expect(book.target(0).add).toBe(true);
  expect(zeros).toEqual([]);
});

test('a piece writes into the gradient of the whole, and what nobody wrote becomes 0', () => {
  const { book, zeros } = gradients();
  const { view, add } = book.target(1);
  expect([view.column, view.width, add]).toEqual([2, 2, false]);
  expect(book.target(0, 1, 2).add).toBe(true);
  expect(zeros).toEqual([[1, 1]]);
  expect(book.take(0)!.width).toBe(6);
  expect(zeros).toEqual([
    [1, 1],
    [0, 1],
    [4, 2],
  ]);
});

test('who may be left out adds to zeros that are written anyway', () => {
  const { book, zeros } = gradients(true);
  expect(book.target(1).add).toBe(true);
  expect(zeros).toEqual([[0, 6]]);
});

test('nothing given is no gradient', () => {
  expect(gradients().book.take(0)).toBeUndefined();
});
