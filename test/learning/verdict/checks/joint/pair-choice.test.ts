import { expect, test } from 'vitest';
import { crn } from '../../../../../src/crn/crn.ts';
import { pairsOf } from '../../../../../src/learning/verdict/checks/joint/pair-choice.ts';
import type { ExactSets } from '../../../../../src/learning/verdict/sets/exact-sets.ts';
import { poisson } from '../../../../../src/numerics/samplers.ts';
import { x16 } from '../../../../support/networks.ts';
import { columnsFrom } from '../../samples-of.ts';

const none = {} as ExactSets;

test('of few species all pairs; of two that a law ties together one', () => {
  expect(pairsOf(x16.network, none)).toEqual([[0, 2]]);
});

test('of many species the most correlated ones', () => {
  const n = 30;
  const network = crn(Array.from({ length: n }, (_, i) => `0 -> S${i} @ k`).join('\n'));
  // Species 3 and 17 share a part, all others are by themselves.
  const columns = columnsFrom(400, 0, (stream) => {
    const shared = poisson(stream, 20);
    return Array.from({ length: n }, (_, s) => poisson(stream, 10) + (s === 3 || s === 17 ? shared : 0));
  });
  const rows = new Int32Array(400 * n);
  columns.forEach((column, s) => {
    for (let r = 0; r < 400; r++) rows[r * n + s] = column[r]!;
  });
  const chosen = pairsOf(network, { settings: 1, trajectories: 400, first: [rows] } as unknown as ExactSets);
  expect(chosen).toHaveLength(300);
  expect(chosen[0]).toEqual([3, 17]);
});
