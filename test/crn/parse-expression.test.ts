import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { evaluate } from '../../src/crn/evaluate.ts';

/** The value of a formula at A = 3, B = 4, k = 0.5, t = 2. */
function value(formula: string): number {
  const network = crn(`rates k\nspecies A, B\nA -> B @ {${formula}}`);
  return evaluate(network.reactions[0]!.law, [3, 4], [0.5], 2);
}

describe('precedence', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 4 - 2', 1],
    ['8 / 4 / 2', 1],
    ['2 ^ 3 ^ 2', 512],
    ['2 ** 3', 8],
    ['-2 ^ 2', -4],
    ['(-2) ^ 2', 4],
    ['2 ^ -1', 0.5],
    ['2 * -3', -6],
    ['-A * B', -12],
    ['+A', 3],
    ['!A + 1', 1],
    ['1 < 2 == 1', 1],
    ['1 + 1 < 3 && 0 || 1', 1],
    ['1 || 1 && 0', 1],
    ['A > B ? 1 : A < B ? 2 : 3', 2],
    ['1 ? 0 ? 5 : 6 : 7', 6],
    ['--A', 3],
  ])('%s = %d', (formula, wanted) => expect(value(formula)).toBe(wanted));
});

describe('names and numbers', () => {
  test.each([
    ['A', 3],
    ['k', 0.5],
    ['t', 2],
    ['pi', Math.PI],
    ['1e-5', 1e-5],
    ['.5E+1', 5],
    ['2.', 2],
    ['-0', 0],
  ])('%s = %d', (formula, wanted) => expect(value(formula)).toBe(wanted));

  test('e is a name like any other', () => {
    expect(crn('A -> B @ {e * A}').rates).toEqual(['e']);
  });
});

describe('functions', () => {
  test.each([
    ['exp(1)', Math.E],
    ['log(10)', Math.log(10)],
    ['sqrt(A)', Math.sqrt(3)],
    ['abs(A - B)', 1],
    ['floor(-k)', -1],
    ['ceil(k)', 1],
    ['sin(t)', Math.sin(2)],
    ['cos(t)', Math.cos(2)],
    ['tanh(k)', Math.tanh(0.5)],
    ['min(A, B)', 3],
    ['max(A, B, 9, 1)', 9],
    ['pow(A, 2)', 9],
    ['if(A > B, 1, 2)', 2],
    ['A >= 3', 1],
    ['A <= 2', 0],
    ['A != 3', 0],
    ['hill(A, B, 2)', 9 / 25],
    ['mm(A, 10, k)', 30 / 3.5],
  ])('%s = %d', (formula, wanted) => expect(value(formula)).toBeCloseTo(wanted, 12));

  test('hill and mm are written out, one law for both spellings', () => {
    const law = (formula: string) => crn(`A -> B @ {${formula}}`).reactions[0]!.law;
    expect(law('hill(A, 3, 2)')).toEqual(law('A^2 / (3^2 + A^2)'));
    expect(law('mm(A, 5, 3)')).toEqual(law('5 * A / (3 + A)'));
    expect(law('min(A, 2, 3)')).toEqual(law('min(min(A, 2), 3)'));
  });
});
