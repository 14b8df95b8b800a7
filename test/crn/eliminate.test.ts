import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { type Elimination, eliminate } from '../../src/crn/eliminate.ts';
import { bees, birthDeath, egfr, sir } from '../support/networks.ts';

describe('eliminate', () => {
  test('takes one species for each law, with coefficient 1 where there is one', () => {
    for (const { network } of [bees, sir, egfr(), birthDeath]) {
      const width = network.species.length;
      const { independent, dependent } = eliminate(network.laws, width);
      expect(dependent).toHaveLength(network.laws.length);
      expect([...independent, ...dependent.map(({ species }) => species)].sort((a, b) => a - b)).toEqual(
        network.species.map((_, s) => s),
      );
      for (const { species, law } of dependent) {
        expect(Math.abs(law.coefficients[species]!)).toBe(1);
        const others = dependent.filter((other) => other.species !== species);
        expect(others.every((other) => law.coefficients[other.species] === 0)).toBe(true);
      }
    }
  });

  test('uses a coefficient above 1 where it must', () => {
    const { dependent } = eliminate(crn('3 A -> 2 B @ k').laws, 2);
    expect(dependent).toEqual([{ species: 0, law: { coefficients: [2, 3] } }]);
  });
});

/** Overwrites the dependent species of `after` so that every law has the value it has in `before`. */
function recover(
  { independent, dependent }: Elimination,
  before: readonly number[],
  after: Int32Array,
): void {
  for (const { species, law } of dependent) {
    let change = 0;
    for (const s of independent) change += law.coefficients[s]! * (after[s]! - before[s]!);
    after[species] = before[species]! - change / law.coefficients[species]!;
  }
}

test('every reachable state follows from its independent species', () => {
  const { network, start } = egfr();
  const elimination = eliminate(network.laws, network.species.length);
  const walk = fc.array(fc.nat(network.reactions.length - 1), { maxLength: 60 });
  fc.assert(
    fc.property(walk, (fired) => {
      const state = start.slice();
      for (const r of fired) {
        const { reactants, change } = network.reactions[r]!;
        if (reactants.some(({ species, count }) => state[species]! < count)) continue;
        for (const { species, count } of change) state[species]! += count;
      }
      const rebuilt = Int32Array.from(state);
      for (const { species } of elimination.dependent) rebuilt[species] = -7;
      recover(elimination, start, rebuilt);
      expect([...rebuilt]).toEqual(state);
    }),
    { numRuns: 100, seed: 2 },
  );
});
