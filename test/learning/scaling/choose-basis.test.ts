import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import type { Transitions } from '../../../src/learning/data/examples.ts';
import { chooseBasis, chooseOrderedBasis } from '../../../src/learning/scaling/choose-basis.ts';

/** Steps of `dt` from states up to `most`. */
async function stepsOf(network: Network, rates: number[], dt: number, most: number): Promise<Transitions> {
  const rows = 2000;
  const n = network.species.length;
  const before = Int32Array.from({ length: rows * n }, (_, i) => (i * 7919) % (most + 1));
  const after = before.slice();
  (await openSsa({ network })).step(after, Float64Array.from(rates), 0, dt, {
    seed: 2,
    step: 0,
    firstAgent: 0,
  });
  return {
    rows,
    start: new Uint32Array(rows).map((_, r) => r),
    weight: new Float32Array(rows).fill(1),
    before,
    after,
    rates: Float64Array.from(rates),
    dt: new Float64Array(rows).fill(dt),
  };
}

/** A comes and goes, and turns to B and back. */
const pair = crn('0 <-> A @ make, lose\nA <-> B @ turn, back');

test('events while they are few, species when each goes its own way', async () => {
  const rates = [10, 1, 1, 1];
  expect(chooseBasis(pair, await stepsOf(pair, rates, 0.05, 30)).kind).toBe('directions');
  // A and B are independent now: the events of A are their sum, which varies more than either.
  expect(chooseBasis(pair, await stepsOf(pair, rates, 20, 30)).kind).toBe('echelon');
});

test('what varies least comes first', async () => {
  const gene = crn('G1 <-> G2 @ on, off\nG2 -> G2 + P @ make\nP -> 0 @ lose');
  const data = await stepsOf(gene, [0.1, 0.1, 50, 1], 2, 3);
  const choice = chooseBasis(gene, data);
  expect(choice.kind).toBe('directions');
  expect(choice.order[0]).toBe(0);
});

test('an order of its own keeps the coordinates; what follows from the others stays last', async () => {
  const catalysed = crn('0 <-> A @ make, lose\nA + B -> A + C @ turn\nC -> B @ back');
  // Of B and C one is enough; A, which varies most, rules both.
  const data = await stepsOf(catalysed, [400, 1, 0.01, 5], 5, 30);
  const usual = chooseBasis(catalysed, data);
  const ordered = chooseOrderedBasis(catalysed, data);
  expect(ordered.kind).toBe(usual.kind);
  expect([...ordered.order].sort()).toEqual([...usual.order].sort());
  expect(ordered.order[0]).toBe(0);
  expect(usual.order[0]).not.toBe(0);
});
