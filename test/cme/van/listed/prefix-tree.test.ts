import { expect, test } from 'vitest';
import { StateTable } from '../../../../src/cme/state-table.ts';
import { inTreeOrder, PrefixTree } from '../../../../src/cme/van/listed/prefix-tree.ts';
import { FORBIDDEN } from '../../../../src/cme/van/model/model.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';

/** A triangle: a + b ≤ 2, given out of order. */
const v = variables('van', ['A', 'B'], [], [2, 2]);
const given = StateTable.of(Int32Array.of(2, 0, 0, 2, 1, 1, 0, 0, 1, 0, 0, 1), 2);
const table = StateTable.of(inTreeOrder(given, v), 2);
const tree = new PrefixTree(v, table);

test('a row for each prefix, states that share one are neighbours', () => {
  expect([...table.rows.subarray(0, 12)]).toEqual([0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 2, 0]);
  expect(tree.rows).toBe(3);
  expect([...tree.prefixes]).toEqual([0, 0, 1, 0, 2, 0]);
});

test('forbids what leads to no state', () => {
  expect([...tree.mask.subarray(9, 12)]).toEqual([0, 0, FORBIDDEN]);
  expect([...tree.mask.subarray(15, 18)]).toEqual([0, FORBIDDEN, FORBIDDEN]);
  expect(tree.full).toBe(false);
});

test('shares and probabilities belong together', () => {
  const p = Float64Array.of(0.1, 0.2, 0.1, 0.25, 0.15, 0.2);
  const shares = tree.shares(p);
  [0.4, 0.4, 0.2].forEach((mass, a) => expect(shares[a]).toBeCloseTo(mass, 12));
  expect(shares[6 + 3]).toBeCloseTo(0.25, 12);
  [0.55, 0.35, 0.1].forEach((mass, b) => expect(tree.marginals(p)[3 + b]).toBeCloseTo(mass, 12));
  // Logits that are the logarithms of the shares give the law back.
  const logits = Float32Array.from(shares, (x) => (x > 0 ? Math.log(x) : FORBIDDEN));
  tree.logProbabilities(logits).forEach((log, s) => expect(Math.exp(log)).toBeCloseTo(p[s]!, 6));
});
