import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { evaluate } from '../../../../src/crn/evaluate.ts';
import { binaryFunctions, type Expression, unaryFunctions } from '../../../../src/crn/expression.ts';
import { conditionMath, literal, mathOf } from '../../../../src/formats/sbml/write/math.ts';
import { xmlText } from '../../../../src/formats/sbml/xml.ts';
import { expressions } from '../../../support/expressions.ts';
import { meaning } from './mathml-walker.ts';

const names = { species: ['A', 'B'], rates: ['k'] };
const values = { A: 5, B: 2, k: 3 };
const time = 0.5;
const ours = (e: Expression): number => evaluate(e, [5, 2], [3], time);
const theirs = (e: Expression) => meaning(xmlText(mathOf(e, names)), values, time);

test.each([...unaryFunctions])('%s means what it means here', (op) => {
  for (const value of [-2.5, -1, 0, 0.3, 1, 4.5]) {
    const e = { op, a: { op: 'number', value } } as const;
    expect(theirs(e)).toBe(ours(e));
  }
});

test.each([...binaryFunctions])('%s means what it means here', (op) => {
  for (const a of [-2, 0, 1, 2.5])
    for (const b of [-2, 0, 1, 2.5]) {
      const e = { op, a: { op: 'number', value: a }, b: { op: 'number', value: b } } as const;
      expect(theirs(e)).toBe(ours(e));
    }
});

test.each([true, false])('so do formulas of all of them, smooth %s', (smooth) => {
  fc.assert(
    fc.property(expressions({ smooth }), (e) => {
      expect(theirs(e)).toEqual(ours(e));
      expect(meaning(xmlText(conditionMath(e, names)), values, time)).toBe(ours(e) !== 0);
    }),
    { seed: 3, numRuns: 400 },
  );
});

test('a formula as a reader sees it', () => {
  const { law } = crn('A + B -> 0 @ {k * A * (A - 1) / 2 + B + (t > 3)}').reactions[0]!;
  expect(
    xmlText(mathOf(law, { species: ['A', 'B'], rates: ['k'] }))
      .split('\n')
      .slice(1, 11),
  ).toEqual([
    '<math xmlns="http://www.w3.org/1998/Math/MathML">',
    '  <apply>',
    '    <plus/>',
    '    <apply>',
    '      <divide/>',
    '      <apply><times/><ci>k</ci><ci>A</ci><apply><minus/><ci>A</ci><cn sbml:units="item">1</cn></apply></apply>',
    '      <cn sbml:units="dimensionless">2</cn>',
    '    </apply>',
    '    <ci>B</ci>',
    '    <piecewise>',
  ]);
});

test('numbers: powers of ten apart, and none that is not finite', () => {
  const text = (value: number): string => xmlText(literal(value)).split('\n')[1]!;
  expect(text(0.1)).toBe('<cn>0.1</cn>');
  expect(text(-1.5e-9)).toBe('<cn type="e-notation">-1.5<sep/>-9</cn>');
  expect(text(1e21)).toBe('<cn type="e-notation">1<sep/>21</cn>');
  expect(() => literal(Number.POSITIVE_INFINITY)).toThrow('a formula holds the number Infinity');
});
