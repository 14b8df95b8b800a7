import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../src/crn/evaluate.ts';
import { binary, constant, one, unary, withCount, zero } from '../../src/crn/formulas.ts';
import { expressions } from '../support/expressions.ts';

const n = { op: 'species', index: 0 } as const;

test('what is plainly 0 or 1 is left out', () => {
  expect(binary('mul', zero, n)).toBe(zero);
  expect(binary('mul', one, n)).toBe(n);
  expect(binary('add', n, zero)).toBe(n);
  expect(binary('sub', zero, n)).toEqual(unary('neg', n));
  expect(binary('div', zero, n)).toBe(zero);
  expect(binary('pow', n, one)).toBe(n);
  expect(binary('sub', constant(3), constant(3))).toEqual(zero);
  expect(binary('div', n, constant(2))).toEqual({ op: 'div', a: n, b: constant(2) });
});

test('a formula with a count put in has the value that it has there', () => {
  fc.assert(
    fc.property(expressions({ smooth: false }), fc.integer({ min: 0, max: 5 }), (e, count) => {
      const wanted = evaluate(e, [count, 2], [3], 0.5);
      // `-0 === 0`: a product with 0 is 0, whatever its sign was.
      expect(evaluate(withCount(e, 0, count), [99, 2], [3], 0.5) === wanted).toBe(true);
    }),
    { seed: 5, numRuns: 500 },
  );
});
