import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { evaluate } from '../../../src/crn/evaluate.ts';
import type { Expression } from '../../../src/crn/expression.ts';
import { derivative, type Variable } from '../../../src/kernels/ode/derivative.ts';

const x: Variable = { op: 'species', index: 0 };
const time: Variable = { op: 'time' };

/** Of a formula at two counts, a rate constant and a time; by central differences of two lengths. */
function measured(e: Expression, by: Variable, at: readonly number[]): { value: number; doubt: number } {
  const of = (h: number) => {
    const [a, b, k, t] = at as [number, number, number, number];
    const [dx, dt] = by.op === 'species' ? [h, 0] : [0, h];
    const value = (sign: number) => evaluate(e, [a + sign * dx, b], [k], t + sign * dt);
    return (value(1) - value(-1)) / (2 * h);
  };
  const [one, other] = [of(1e-5), of(2e-5)];
  return { value: one, doubt: Math.abs(one - other) };
}

/** Formulas that stay finite, whose kinks lie at odd places. */
const tame: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => {
  const two: Expression = { op: 'number', value: 2 };
  const square = (a: Expression): Expression => ({ op: 'add', a: two, b: { op: 'mul', a, b: a } });
  const [a, b] = [tie('tree'), tie('tree')];
  const pair = fc.tuple(a, b);
  return {
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      fc.constantFrom(0.7123, 1.9171, -1.3377).map((value): Expression => ({ op: 'number', value })),
      fc.nat(1).map((index): Expression => ({ op: 'species', index })),
      fc.constantFrom<Expression>({ op: 'rate', index: 0 }, { op: 'time' }),
      fc
        .constantFrom('sin', 'cos', 'tanh', 'neg', 'abs')
        .chain((op) => a.map((x): Expression => ({ op, a: x }))),
      a.map((x): Expression => ({ op: 'exp', a: { op: 'tanh', a: x } })),
      fc.constantFrom('log', 'sqrt').chain((op) => a.map((x): Expression => ({ op, a: square(x) }))),
      fc
        .constantFrom('add', 'sub', 'mul', 'min', 'max')
        .chain((op) => pair.map(([x, y]): Expression => ({ op, a: x, b: y }))),
      pair.map(([x, y]): Expression => ({ op: 'div', a: x, b: square(y) })),
      pair.map(([x, y]): Expression => ({ op: 'pow', a: square(x), b: { op: 'sin', a: y } })),
    ),
  };
}).tree;

describe('the derivative of a formula', () => {
  test.each([x, time])('is what differences give, for random formulas: $op', (by) => {
    let compared = 0;
    fc.assert(
      fc.property(tame, fc.double({ min: 0.1, max: 3, noNaN: true }), (e, a) => {
        const { value, doubt } = measured(e, by, [a, 1.3, 0.7, 0.4]);
        const size = Math.abs(evaluate(e, [a, 1.3], [0.7], 0.4));
        // Near a kink two differences do not agree; of large numbers they are rounded away.
        if (!(size < 1e3 && doubt < 1e-4 * (1 + Math.abs(value)))) return;
        compared++;
        const exact = evaluate(derivative(e, by), [a, 1.3], [0.7], 0.4);
        expect(Math.abs(exact - value)).toBeLessThan(1e-3 * (1 + Math.abs(value)));
      }),
      { seed: 12, numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(1500);
  });

  test.each([
    ['hill(A, K, 3)', 5],
    ['mm(A, V, K)', 0],
    ['V * A / (K + A + A^2 / 7)', 4],
    ['if(A > 3, A * A, 3 * A)', 4],
    ['A ** 1.5 * exp(-A / K) * sqrt(A)', 2],
    ['V * (1 + tanh(A - 2)) * cos(A) + abs(A - 9)', 4],
  ])('of %s', (text, a) => {
    const network = crn(`A -> 0 @ {${text} + 0 * (K + V)}`);
    const [law, rates] = [network.reactions[0]!.law, [2, 3]];
    const of = (n: number) => evaluate(law, [n], rates, 0);
    const expected = (of(a + 1e-6) - of(Math.max(0, a - 1e-6))) / (a === 0 ? 1e-6 : 2e-6);
    expect(evaluate(derivative(law, x), [a], rates, 0)).toBeCloseTo(expected, 5);
  });

  test('is plainly 0 by what a formula does not read', () => {
    const { law } = crn('A + B -> 0 @ {k * B * (1 + B) / 2}').reactions[0]!;
    expect(derivative(law, x)).toEqual({ op: 'number', value: 0 });
    expect(derivative(law, time)).toEqual({ op: 'number', value: 0 });
  });
});
