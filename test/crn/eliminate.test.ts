import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { eliminate, recoverDependents } from '../../src/crn/eliminate.ts';
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

describe('recoverDependents', () => {
  test('rebuilds every reachable state from its independent species', () => {
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
        expect(recoverDependents(elimination, start, rebuilt)).toBe(true);
        expect([...rebuilt]).toEqual(state);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test('says when the independent species do not fit', () => {
    const elimination = eliminate(bees.network.laws, 4);
    expect(elimination.dependent.map(({ species }) => species)).toEqual([2]);
    expect(recoverDependents(elimination, [20, 0, 0, 10], Int32Array.of(20, 1, 0, 10))).toBe(false);
    expect(recoverDependents(elimination, [20, 0, 0, 10], Int32Array.of(18, 1, 0, 10))).toBe(true);
    const halves = eliminate(crn('3 A -> 2 B @ k').laws, 2);
    expect(recoverDependents(halves, [3, 0], Float64Array.of(0, 1))).toBe(false);
  });
});
