import { expect, test } from 'vitest';
import { evaluate } from '../../src/crn/evaluate.ts';
import { affineOf, parseFormula } from '../../src/crn/parse-formula.ts';

const species = ['A', 'B'];

test('a formula reads the counts of a cell and the time', () => {
  expect(evaluate(parseFormula('A + 2 * B^2 - t', species), [3, 4], [], 5)).toBe(30);
});

test('what is no species is refused, with what may have been meant', () => {
  expect(() => parseFormula('A + k', species)).toThrow(/`k` is no species[\s\S]*\^/);
  expect(() => parseFormula('Honny', ['Honey'])).toThrow(/Did you mean `Honey`/);
  expect(() => parseFormula('A, B', species)).toThrow(/Write one formula/);
});

test('a weighted sum is known as one by its form', () => {
  const affine = affineOf(parseFormula('3 * (A - B / 2) + -(B * 2) + 1', species), 2)!;
  expect(affine.constant).toBe(1);
  expect([...affine.weights]).toEqual([3, -3.5]);
  for (const text of ['A * B', 'A / B', '2 / A', 't', 'A^2', 'min(A, B)', 'A / 0'])
    expect(affineOf(parseFormula(text, species), 2), text).toBeUndefined();
});
