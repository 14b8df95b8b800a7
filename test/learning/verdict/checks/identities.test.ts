import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { type Findings, Identities, noFindings } from '../../../../src/learning/verdict/checks/identities.ts';
import { bees, birthDeath, type Model, sir } from '../../../support/networks.ts';

/** A trajectory, each state held against the one before. */
const found = ({ network, rates }: Model, ...states: number[][]): Findings => {
  const to = noFindings();
  const identities = new Identities(network);
  states.slice(1).forEach((after, k) => {
    identities.check(Int32Array.from(states[k]!), Int32Array.from(after), Float64Array.from(rates), to);
  });
  return to;
};
const none = { support: 0, conservation: 0, negative: 0, absorbing: 0 };
const violations = (...of: Parameters<typeof found>) => found(...of).violations;

describe('what must never happen', () => {
  test('trajectories that the chemistry makes are no violation, and each step is counted', () => {
    expect(found(sir, [90, 10, 0], [90, 10, 0], [85, 12, 3], [40, 0, 60])).toEqual({
      violations: none,
      checked: 3,
      atRest: 0,
      noRate: { times: 0, first: '' },
    });
    expect(violations(birthDeath, [5], [0], [50])).toEqual(none);
  });

  test('broken laws, negative counts', () => {
    expect(violations(sir, [90, 10, 0], [90, 11, 0])).toEqual({ ...none, conservation: 1 });
    expect(violations(sir, [2, 10, 0], [-1, 13, 0])).toEqual({ ...none, negative: 1 });
  });

  test('species that nothing makes do not rise, and those that nothing takes do not fall', () => {
    // Susceptibles are only used up, the recovered only made.
    expect(violations(sir, [90, 10, 5], [91, 9, 5])).toEqual({ ...none, support: 1 });
    expect(violations(sir, [90, 10, 5], [92, 9, 4])).toEqual({ ...none, support: 1 });
  });

  test('a state is held against the one before it: all of these can be reached from the first', () => {
    const wrong = found(sir, [90, 10, 0], [50, 40, 10], [60, 30, 10], [40, 0, 60], [30, 10, 60]);
    // Susceptibles rise; and an epidemic that has ended begins again.
    expect(wrong.violations).toEqual({ ...none, support: 2, absorbing: 1 });
    expect([wrong.checked, wrong.atRest]).toEqual([4, 1]);
  });

  test('a state that nothing can leave is not left, and how often it was met is told', () => {
    const stays = found(sir, [40, 0, 60], [40, 0, 60], [40, 0, 60]);
    expect([stays.atRest, stays.violations]).toEqual([2, none]);
    // Without rates nothing happens, whatever is there.
    const still = { ...birthDeath, rates: birthDeath.rates.map(() => 0) };
    expect(violations(still, [5], [6])).toEqual({ ...none, absorbing: 1 });
    expect(found(birthDeath, [0], [3])).toMatchObject({ violations: none, checked: 1, atRest: 0 });
  });

  test('what can come to be within a step counts as there; what cannot does not', () => {
    // Bee, BeeA, BeeD, P: a sting makes the pheromone that makes the next bee aggressive.
    expect(violations(bees, [5, 1, 0, 0], [4, 1, 1, 2])).toEqual(none);
    expect(violations(bees, [5, 0, 0, 3], [4, 0, 1, 5])).toEqual(none);
    expect(violations(bees, [5, 0, 0, 0], [4, 1, 0, 0])).toEqual({ ...none, support: 1, absorbing: 1 });
    expect(violations(bees, [0, 0, 2, 3], [0, 0, 2, 4])).toEqual({ ...none, support: 1 });
  });

  test('a state that a formula has no rate for is told, and what follows from it is not held against it', () => {
    const full = { ...birthDeath, network: crn('0 -> X @ {k * (30 - X)}\nX -> 0 @ d'), rates: [1, 1] };
    const over = found(full, [28], [31], [40], [29]);
    expect(over.violations).toEqual({ ...none, support: 2 });
    expect(over.noRate).toEqual({ times: 2, first: 'reaction "0 -> X": its propensity is -1 at X 31' });
    expect([over.checked, over.atRest]).toEqual([3, 0]);
    // Control: at its edge the formula is 0, and that is a rate.
    expect(found(full, [28], [30], [29])).toMatchObject({ violations: none, noRate: { times: 0 } });
  });

  test('one state may be where all rows come from', () => {
    const to = noFindings();
    const rates = Float64Array.from(sir.rates);
    new Identities(sir.network).check(Int32Array.of(9, 1, 0), Int32Array.of(9, 1, 0, 8, 2, 0), rates, to);
    expect(to).toMatchObject({ violations: none, checked: 2, atRest: 0 });
  });
});
