import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { dependencies, ratesIn, readsTime, speciesIn } from '../../src/crn/dependencies.ts';
import { propensities } from '../../src/crn/evaluate.ts';
import { bees, egfr, epidemic, x44 } from '../support/networks.ts';

describe('dependencies', () => {
  test('of the bees', () => {
    const { affects, readers, rates, timed } = dependencies(bees.network);
    // stinging makes P: alarm and p_stinging read it, and decay.
    expect(affects).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [0, 1, 2],
      [1, 2, 3],
    ]);
    expect(readers).toEqual([[2], [0, 1], [], [1, 2, 3]]);
    expect(rates).toEqual([[0], [1], [2, 3, 4], [5]]);
    expect(timed).toEqual([]);
  });

  test('a reactant that the law does not read still counts', () => {
    const { affects } = dependencies(crn('A -> B @ {k}\n0 -> A @ m'));
    expect(affects[1]).toEqual([0]);
  });

  test('a catalyst does not affect its readers', () => {
    const { affects } = dependencies(crn('E + S -> E + P @ k\nE -> 0 @ g'));
    expect(affects[0]).toEqual([0]);
  });

  test('the time is noticed', () => {
    expect(dependencies(epidemic(0.2).network).timed).toEqual([0]);
  });

  test('are complete: what they leave out does not change', () => {
    for (const { network, rates } of [egfr(), x44, bees]) {
      const { affects } = dependencies(network);
      const counts = fc.array(fc.nat(20), {
        minLength: network.species.length,
        maxLength: network.species.length,
      });
      fc.assert(
        fc.property(counts, fc.nat(network.reactions.length - 1), (before, fired) => {
          const after = before.slice();
          for (const { species, count } of network.reactions[fired]!.change) after[species]! += count;
          const old = propensities(network, before, rates, 0);
          const now = propensities(network, after, rates, 0);
          return old.every((a, r) => a === now[r] || affects[fired]!.includes(r));
        }),
        { numRuns: 200, seed: 3 },
      );
    }
  });
});

test('what an expression reads', () => {
  const { law } = crn('rates k, m\nspecies A, B\nA -> B @ {m * max(A, k) + if(A > 1, t, m)}').reactions[0]!;
  expect(speciesIn(law)).toEqual([0]);
  expect(ratesIn(law)).toEqual([0, 1]);
  expect(readsTime(law)).toBe(true);
  expect(readsTime(crn('A -> B @ {k * A}').reactions[0]!.law)).toBe(false);
});
