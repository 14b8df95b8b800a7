import { describe, expect, test } from 'vitest';
import { Identities, movedFrom, noViolations } from '../../../src/learning/verdict/identities.ts';
import { bees, birthDeath, sir } from '../../support/networks.ts';

const found = (network: typeof sir.network, from: number[], ...rows: number[][]) => {
  const to = noViolations();
  new Identities(network).check(Int32Array.from(from), Int32Array.from(rows.flat()), to);
  return to;
};
const none = { support: 0, conservation: 0, negative: 0, absorbing: 0 };

describe('what must never happen', () => {
  test('states that the chemistry reaches are no violation', () => {
    expect(found(sir.network, [90, 10, 0], [90, 10, 0], [85, 12, 3], [0, 0, 100])).toEqual(none);
    expect(found(birthDeath.network, [5], [0], [50])).toEqual(none);
  });

  test('broken laws, negative counts', () => {
    expect(found(sir.network, [90, 10, 0], [90, 11, 0])).toEqual({ ...none, conservation: 1 });
    expect(found(sir.network, [2, 10, 0], [-1, 13, 0])).toEqual({ ...none, negative: 1 });
  });

  test('species that nothing makes do not rise, and those that nothing takes do not fall', () => {
    // Susceptibles are only used up, the recovered only made.
    expect(found(sir.network, [90, 10, 5], [91, 9, 5])).toEqual({ ...none, support: 1 });
    expect(found(sir.network, [90, 10, 5], [92, 9, 4])).toEqual({ ...none, support: 1 });
    // Without the infected nothing happens at all.
    expect(found(sir.network, [90, 0, 10], [90, 0, 10], [89, 0, 11])).toEqual({ ...none, support: 1 });
  });

  test('what missing reactants could become counts as there', () => {
    const { network, start } = bees;
    const after = [...start];
    // Any network's own start is where it may stay.
    expect(found(network, start, after)).toEqual(none);
  });

  test('rows that left a state', () => {
    expect(movedFrom(Int32Array.of(1, 0), Int32Array.of(1, 0, 1, 1, 0, 0))).toBe(2);
  });
});
