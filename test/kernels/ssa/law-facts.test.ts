import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { lawFacts } from '../../../src/kernels/ssa/law-facts.ts';

const facts = (text: string, massAction: 'combinations' | 'powers' = 'combinations') =>
  lawFacts(crn(text as string, { massAction }).reactions[0]!);

describe('what is known of a law beforehand', () => {
  test('mass action needs no check and no guard, given rates of at least 0', () => {
    expect(facts('2 A + B -> C @ k')).toEqual({
      nonNegative: true,
      finite: true,
      signedRates: [0],
      guards: [],
      simple: true,
    });
    expect(facts('3 A -> 0 @ k')).toMatchObject({ nonNegative: true, guards: [] });
    expect(facts('0 -> A @ 5')).toMatchObject({ nonNegative: true, signedRates: [], guards: [] });
  });

  test('powers do not vanish by themselves where one of two is there', () => {
    expect(facts('2 A -> 0 @ k', 'powers').guards).toEqual([{ species: 0, count: 2 }]);
  });

  test('a formula is guarded unless it is a product that vanishes', () => {
    expect(facts('2 A -> B @ {k * A * A}').guards).toEqual([{ species: 0, count: 2 }]);
    expect(facts('2 A -> B @ {k * A * (A - 1)}').guards).toEqual([]);
    expect(facts('A -> B @ {V * A / (K + A)}')).toMatchObject({
      nonNegative: true,
      guards: [{ species: 0, count: 1 }],
    });
    expect(facts('A -> B @ 2').guards).toEqual([]);
  });

  test('a difference is checked unless the guard makes it safe', () => {
    expect(facts('A -> B @ {k * (10 - A)}').nonNegative).toBe(false);
    expect(facts('A -> B @ {A * (A - 1)}').nonNegative).toBe(true);
    expect(facts('A -> B @ {A * (A - 2)}').nonNegative).toBe(false);
    expect(facts('A -> B @ {log(A)}').nonNegative).toBe(false);
    expect(facts('A -> B @ {max(0, 10 - A)}').nonNegative).toBe(true);
    expect(facts('A -> B @ {1 + sin(t)}').nonNegative).toBe(false);
  });

  test('a quotient is finite where its divisor is more than 0, and that of the guards counts', () => {
    const finite = (text: string): boolean => facts(text).finite;
    expect(finite('A -> B @ {V * A / (K + A)}')).toBe(true);
    expect(finite('S + I -> 2 I @ {k * S * I / (S + I + R)}')).toBe(true);
    expect(finite('0 -> B @ {V / (2 + C ** 3) * tanh(C) / sqrt(9)}')).toBe(true);
    expect(finite('A -> B @ {1 / (A - 0.5)}')).toBe(true);
    // Controls: nothing keeps these divisors, bases and arguments from what has no finite value.
    expect(finite('0 -> B @ {V * A / (K + A)}')).toBe(false);
    expect(finite('A -> B @ {1 / (A - 1)}')).toBe(false);
    expect(finite('A -> B @ {(3 - C) ** 0.5}')).toBe(false);
    expect(finite('A -> B @ {C ** -1}')).toBe(false);
    expect(finite('A -> B @ {exp(C)}')).toBe(false);
    expect(finite('A -> B @ {log(C)}')).toBe(false);
  });
});
