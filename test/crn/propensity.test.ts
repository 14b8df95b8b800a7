import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { evaluate, propensities } from '../../src/crn/evaluate.ts';
import type { MassAction } from '../../src/crn/network.ts';
import { enough, isShort, vanishesWhereShort } from '../../src/crn/propensity.ts';

/** Propensity at rate 3 with n molecules of A and 7 of B. */
function propensity(text: string, massAction: MassAction, n: number): number {
  const network = crn(`species A, B\n${text}`, { massAction });
  return propensities(network, [n, 7], [3], 0)[0]!;
}

describe('mass action', () => {
  test.each<[string, MassAction, number, number]>([
    ['0 -> A @ k', 'combinations', 5, 3],
    ['A -> 0 @ k', 'combinations', 5, 15],
    ['A + B -> 0 @ k', 'combinations', 5, 105],
    ['2 A -> 0 @ k', 'combinations', 5, 30],
    ['2 A -> 0 @ k', 'falling', 5, 60],
    ['2 A -> 0 @ k', 'powers', 5, 75],
    ['3 A -> 0 @ k', 'combinations', 5, 30],
    ['3 A -> 0 @ k', 'falling', 5, 180],
    ['3 A -> 0 @ k', 'powers', 5, 375],
    ['2 A + 2 B -> 0 @ k', 'combinations', 5, 3 * 10 * 21],
    ['2 A -> 0 @ 3', 'combinations', 5, 30],
  ])('%s by %s with %d molecules is %d', (text, massAction, n, wanted) => {
    expect(propensity(text, massAction, n)).toBe(wanted);
  });

  test('counts by combinations unless told otherwise', () => {
    expect(crn('2 A -> 0 @ k').massAction).toBe('combinations');
  });

  test('is exactly 0 where reactants are short, by itself for two conventions', () => {
    for (const massAction of ['combinations', 'falling'] as const)
      for (let n = 0; n < 3; n++) {
        const { law } = crn('3 A -> 0 @ k', { massAction }).reactions[0]!;
        expect(evaluate(law, [n], [3], 0)).toBeCloseTo(0, 15);
      }
    expect(propensity('2 A -> 0 @ k', 'powers', 1)).toBe(0);
  });
});

describe('a law in braces', () => {
  test('is the whole propensity', () => {
    expect(propensity('2 A -> 0 @ {k}', 'combinations', 5)).toBe(3);
  });

  test('never fires a reaction whose reactants are short', () => {
    expect(propensity('2 A -> 0 @ {k}', 'combinations', 1)).toBe(0);
  });

  test('may be undefined where reactants are short', () => {
    expect(propensity('A -> 0 @ {k * A / A}', 'combinations', 0)).toBe(0);
  });
});

test('short means fewer than taken', () => {
  const reactants = [
    { species: 0, count: 2 },
    { species: 1, count: 1 },
  ];
  expect(isShort(reactants, [2, 1])).toBe(false);
  expect(isShort(reactants, [1, 1])).toBe(true);
  expect(isShort(reactants, [2, 0])).toBe(true);
  expect(isShort([], [0, 0])).toBe(false);
});

test('whether a law is 0 by its form where a reactant is short, and what makes it so', () => {
  const vanishes = (text: string): boolean => {
    const { law, reactants } = crn(`species A, B\n${text}`).reactions[0]!;
    return vanishesWhereShort(law, reactants[0]!);
  };
  expect(vanishes('2 A -> 0 @ k')).toBe(true);
  expect(vanishes('A -> 0 @ {k * A / (1 + A + B)}')).toBe(true);
  expect(vanishes('A -> 0 @ {k * B}')).toBe(false);
  expect(vanishes('2 A -> 0 @ {k * A}')).toBe(false);
  const share = (n: number) => evaluate(enough({ species: 0, count: 2 }), [n], [], 0);
  expect([0, 1, 1.25, 2, 7].map(share)).toEqual([0, 0, 0.25, 1, 1]);
});
