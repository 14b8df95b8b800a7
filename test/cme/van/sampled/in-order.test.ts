import { expect, test } from 'vitest';
import { inOrder } from '../../../../src/cme/van/sampled/in-order.ts';

test('as in a dictionary, equal rows as they were', () => {
  const rows = [
    [1, 0, 3],
    [0, 2, 1],
    [1, 0, 0],
    [0, 2, 1],
    [0, 0, 3],
  ];
  expect([...inOrder(Int32Array.from(rows.flat()), 5, [2, 3, 4])]).toEqual([4, 1, 3, 2, 0]);
});
