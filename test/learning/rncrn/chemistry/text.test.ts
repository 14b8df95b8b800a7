import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { speciesOf } from '../../../../src/learning/rncrn/chemistry/reactions.ts';
import { readLines } from '../../../../src/learning/rncrn/chemistry/text/read-lines.ts';
import { readRncrnText, writeRncrnText } from '../../../../src/learning/rncrn/chemistry/text.ts';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import type { Rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published, publishedNames } from '../../../fixtures/rncrn/published.ts';
import { farthest, randomModel, shapes, uniforms } from '../random-models.ts';

/** Rates of change by mass action alone: k times the product of concentrations, for each reaction of the text. */
function massAction(text: string, amounts: Map<string, number>): Map<string, number> {
  const change = new Map([...amounts.keys()].map((name) => [name, 0]));
  for (const { reactants, products, rate } of readLines(text).reactions) {
    const flow = reactants.reduce((product, name) => product * amounts.get(name)!, rate);
    for (const name of reactants) change.set(name, change.get(name)! - flow);
    for (const name of products) change.set(name, change.get(name)! + flow);
  }
  return change;
}

const steered: Record<string, Rncrn> = {
  'uni-bi under xor': compose(published('uni-bi'), published('xor')),
  'eq-cycle under threshold': compose(published('eq-cycle'), published('threshold')),
};
const models = [
  ...publishedNames.map((name) => [name, published(name)] as const),
  ...Object.entries(steered),
];

test.each(models)('%s: the text by mass action is the rate equations of all species', (_, model) => {
  const { executive, parameters, layers } = speciesOf(model);
  const text = writeRncrnText({ model, initial: {} });
  const field = new FullField(model);
  const state = uniforms(field.size, 0.1, 4, 31);
  const lambda = uniforms(model.parameters, 0.1, 2, 32);
  const names = [...executive, ...layers.flat()];
  const amounts = new Map([
    ...names.map((name, i) => [name, state[i]!] as const),
    ...parameters.map((name, i) => [name, lambda[i]!] as const),
  ]);
  const change = massAction(text, amounts);
  const out = new Float64Array(field.size);
  field.rate(state, lambda, out);
  expect(
    farthest(
      names.map((name) => change.get(name)!),
      out,
    ),
  ).toBeLessThan(1e-12);
  // Parameters are read, never used up.
  for (const name of parameters) expect(change.get(name)).toBe(0);
  // Control: one constant 10 % off is seen.
  const off = text.replace(/,([\d.e+-]+)\n$/, (_match, rate: string) => `,${1.1 * Number(rate)}\n`);
  const wrong = massAction(off, amounts);
  expect(
    farthest(
      names.map((name) => wrong.get(name)!),
      out,
    ),
  ).toBeGreaterThan(1e-7);
});

const shaped = Object.entries(shapes).map(([name, shape]) => [name, randomModel(shape)] as const);
test.each([...models, ...shaped])('%s comes back from its text', (_, model) => {
  const { model: back } = readRncrnText(writeRncrnText({ model, initial: {} }));
  expect(farthest(new Weights(back).vector, new Weights(model).vector)).toBeLessThan(1e-15);
  expect(back.region).toEqual(model.region);
  expect([...back.below, back].map(({ mu }) => mu)).toEqual([...model.below, model].map(({ mu }) => mu));
});

test('name, initial concentrations and region are kept', () => {
  const text = writeRncrnText({ model: published('uni-bi'), initial: { X_1: 2, L_1: 0.5 }, id: 'switch' });
  expect(text.split('\n').slice(0, 4)).toEqual([
    '#! id switch',
    '#! mu Y=0.1',
    '#! region X_1=1..9,L_1=0..1',
    '# X_1=2,L_1=0.5',
  ]);
  const { id, initial } = readRncrnText(text);
  expect({ id, initial }).toEqual({ id: 'switch', initial: { X_1: 2, L_1: 0.5 } });
});

const small = ['->X1, 2', '->Y1,3', 'Y1 + Y1 -> Y1,4', 'X1+Y1->Y1,5', 'X1+Y1->X1,6', 'Y1->Y1+Y1,7'];

test('the published form is read: no notes, names without bars, spaces, lines in any order', () => {
  const text = ['# X1=1', ...small, '# X1=3,Y1=0', ''].join('\n');
  for (const lines of [text, text.split('\n').toReversed().join('\r\n')]) {
    const { model, initial } = readRncrnText(lines, 0.5);
    expect(model).toMatchObject({ executive: 1, parameters: 0, mu: 0.5 });
    expect([...new Weights(model).vector]).toEqual([-3, 3.5, 1.5, 2, -5, 2]);
    expect(initial).toEqual({ X1: 3, Y1: 0 });
  }
});

test.each<[string, string, number, RegExp]>([
  ['no reaction', 'hello', 7, /this is no reaction/],
  ['two commas', 'X1->,1,2', 7, /this is no reaction/],
  ['a rate below 0', '->X2,-1', 7, /`-1` is no number above 0/],
  ['a broken name', 'X1+?->X1,1', 7, /`\?` is no name of a species/],
  ['an unknown species', 'Q1->,1', 7, /`Q1` is no species of such a network/],
  ['a reaction of another kind', 'X1+X1->Y1,1', 7, /this is no reaction of such a network/],
  ['a decay of X without a catalyst', 'X1->,1', 7, /this is no reaction of such a network/],
  ['a weight given twice', 'X1+Y1->Y1,9', 7, /stands in line 4 already/],
  ['an amount without a name', '# 3', 7, /gives no value to a name/],
  ['an unknown note', '#! colour red', 7, /unknown note "colour"/],
  ['no interval', '#! region X_1=3', 7, /`3` is no interval/],
])('%s is refused with its line', (_, line, number, message) => {
  try {
    readRncrnText([...small, line].join('\n'), 0.5);
    expect.unreachable();
  } catch (error) {
    if (!isCrnGridError(error, 'CrnSyntaxError')) throw error;
    expect(error.place.line).toBe(number);
    expect(error.message).toMatch(message);
  }
});

test('what no single line tells is refused too', () => {
  expect(() => readRncrnText(small.join('\n'))).toThrow(/time scale of Y is not known/);
  expect(() => readRncrnText(small.filter((line) => line !== '->Y1,3').join('\n'), 1)).toThrow(
    /`gamma\[0\]` is 0/,
  );
  expect(() => readRncrnText('->X1,2', 1)).toThrow(/no perceptrons/);
  expect(() => readRncrnText(['->Z1,1', 'Z1+Z1->Z1,1', ...small].join('\n'), 1)).toThrow(
    /not all layers between/,
  );
});
