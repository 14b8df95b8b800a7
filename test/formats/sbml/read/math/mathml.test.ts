import { expect, test } from 'vitest';
import { evaluate } from '../../../../../src/crn/evaluate.ts';
import { cell, level3, list, parameters, raw, read, refusal, rule, species } from '../documents.ts';

const x = 0.7;
const functions = list(
  'FunctionDefinitions',
  `<functionDefinition id="f">${raw('<lambda><bvar><ci>a</ci></bvar><bvar><ci>x</ci></bvar><apply><minus/><ci>a</ci><ci>x</ci></apply></lambda>')}</functionDefinition>`,
  `<functionDefinition id="g">${raw('<semantics><lambda><bvar><ci>x</ci></bvar><apply><ci>f</ci><cn>10</cn><apply><ci>f</ci><ci>x</ci><cn>1</cn></apply></apply></lambda></semantics>').replaceAll(/<\/?semantics>/g, '')}</functionDefinition>`,
);
const document = (elements: string): string =>
  level3(
    functions + cell() + species('A=1') + parameters({ x, y: 0 }) + list('Rules', rule('y', raw(elements))),
  );

/** The value of a formula where x is 0.7, A is 3 and the time is 2. */
const value = (elements: string): number =>
  evaluate(read(document(elements)).observables![0]!.of, [3], [x], 2);

const of = (name: string, ...args: readonly string[]): string => `<apply><${name}/>${args.join('')}</apply>`;
const cn = (n: number): string => `<cn>${n}</cn>`;
const X = '<ci> x </ci>';
const time = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time"> t </csymbol>';

test.each([
  ['sin', Math.sin(x)],
  ['cos', Math.cos(x)],
  ['tan', Math.tan(x)],
  ['sec', 1 / Math.cos(x)],
  ['csc', 1 / Math.sin(x)],
  ['cot', 1 / Math.tan(x)],
  ['sinh', Math.sinh(x)],
  ['cosh', Math.cosh(x)],
  ['tanh', Math.tanh(x)],
  ['sech', 1 / Math.cosh(x)],
  ['csch', 1 / Math.sinh(x)],
  ['coth', 1 / Math.tanh(x)],
  ['arcsinh', Math.asinh(x)],
  ['arctanh', Math.atanh(x)],
  ['arcsech', Math.acosh(1 / x)],
  ['arccsch', Math.asinh(1 / x)],
  ['exp', Math.exp(x)],
  ['ln', Math.log(x)],
  ['log', Math.log10(x)],
  ['root', Math.sqrt(x)],
  ['abs', x],
  ['minus', -x],
  ['floor', 0],
  ['ceiling', 1],
  ['plus', x],
  ['times', x],
])('%s(x)', (name, wanted) => {
  expect(value(of(name, X))).toBeCloseTo(wanted, 13);
});

test.each([
  [of('plus'), 0],
  [of('times'), 1],
  [of('plus', X, cn(1), cn(2)), x + 3],
  [of('divide', cn(1), X), 1 / x],
  [of('power', X, cn(3)), x ** 3],
  [of('root', `<degree>${cn(3)}</degree>`, X), Math.cbrt(x)],
  [of('log', `<logbase>${cn(2)}</logbase>`, X), Math.log2(x)],
  [of('arccosh', of('plus', X, cn(1))), Math.acosh(1 + x)],
  [of('arccoth', of('plus', X, cn(1))), Math.atanh(1 / (1 + x))],
  [of('arctan', cn(0.3)), Math.atan(0.3)],
  [of('factorial', cn(5)), 120],
  [of('min', cn(4), X, cn(2)), x],
  [of('max', cn(4), X), 4],
  [of('quotient', cn(-7), cn(2)), -3],
  [of('rem', cn(-7), cn(2)), -1],
  [of('rem', cn(7), cn(-2)), 1],
  [of('lt', cn(1), cn(2), cn(3)), 1],
  [of('lt', cn(1), cn(3), cn(2)), 0],
  [of('eq', cn(1), cn(1), cn(2)), 0],
  [of('neq', cn(1), cn(2)), 1],
  [of('and', '<true/>', '<false/>'), 0],
  [of('or', '<true/>', '<false/>'), 1],
  [of('xor', '<true/>', '<true/>', '<true/>'), 1],
  [of('not', '<true/>'), 0],
  [of('implies', '<true/>', '<false/>'), 0],
  [of('implies', '<false/>', '<false/>'), 1],
  [
    `<piecewise><piece>${cn(5)}${of('gt', X, cn(1))}</piece><piece>${cn(6)}${of('gt', X, cn(0))}</piece><otherwise>${cn(7)}</otherwise></piecewise>`,
    6,
  ],
  [of('plus', time, '<ci>A</ci>'), 5],
  ['<csymbol definitionURL="http://www.sbml.org/sbml/symbols/avogadro">N</csymbol>', 6.02214179e23],
  ['<pi/>', Math.PI],
  ['<exponentiale/>', Math.E],
  ['<cn type="integer"> -12 </cn>', -12],
  ['<cn type="e-notation"> 1.5 <sep/> -3 </cn>', 0.0015],
  ['<cn type="rational"> 1 <sep/> 8 </cn>', 0.125],
  ['<cn> 1<!-- no more --> </cn>', 1],
  [`<semantics>${X}<annotation-xml/></semantics>`, x],
  ['<apply><ci>f</ci><cn>5</cn><ci>x</ci></apply>', 5 - x],
  ['<apply><ci>g</ci><ci>x</ci></apply>', 10 - (x - 1)],
])('%s', (elements, wanted) => {
  expect(value(elements)).toBeCloseTo(wanted, 12);
});

test.each([
  [of('arcsin', X), '<arcsin> of anything but a number cannot be said in a network'],
  [of('factorial', X), '<factorial> of anything but a number'],
  [of('divide', X), '"divide" has 1 arguments, not 2'],
  [of('diff', X), '<diff> is no operation here'],
  [of('plus', 'words', '<ci>nobody</ci>'), 'nothing has the id "nobody"'],
  ['<apply/>', '<apply> lacks a part'],
  ['', '<math> holds no formulas'],
  [X + X, '<math> holds 2 formulas'],
  ['<ci>y</ci>', 'what these stand for reads itself: y, y'],
  ['<infinity/>', 'this formula holds the number Infinity'],
  ['<notanumber/>', 'this formula holds the number NaN'],
  ['<cn>1,5</cn>', '<cn type="real"> holds "1,5", which is no such number'],
  ['<cn type="integer">1.5</cn>', '<cn type="integer"> holds "1.5"'],
  ['<cn base="16">ff</cn>', 'which is no such number'],
  ['<apply><ci>f</ci><ci>x</ci></apply>', '"f" has 1 arguments, not 2'],
  ['<apply><ci>h</ci><ci>x</ci></apply>', 'there is no function "h"'],
  [`<piecewise><piece>${X}<true/></piece></piecewise>`, '<piecewise> has no <otherwise>'],
  [
    '<csymbol definitionURL="http://www.sbml.org/sbml/symbols/rateOf">r</csymbol>',
    'the symbol "rateOf" cannot be said',
  ],
  [
    `<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/delay">d</csymbol>${X}${X}</apply>`,
    'the symbol "delay" cannot be said',
  ],
  [
    `<apply><csymbol definitionURL="http://www.sbml.org/sbml/symbols/distrib/normal">n</csymbol>${X}${X}</apply>`,
    'the draw "normal" of the package distrib is not read yet',
  ],
])('refused: %s', (elements, message) => {
  const said = refusal(document(elements));
  expect(said).toContain(message);
  expect(said).toMatch(/^m\.xml/);
});
