/** A network that BioNetGen wrote. */
import { expect, test } from 'vitest';
import { propensities } from '../../../src/crn/evaluate.ts';
import { readNet } from '../../../src/formats/rules/net.ts';
import { observed } from './bngl/small-models.ts';

const text = `# made by hand
begin parameters
    1 k      2  # Constant
    2 twice  2*k  # ConstantExpression 4
end parameters
begin functions
    1 f() k/(1+Total)
end functions
begin species
    1 $S() 3
    2 A(a) twice
    3 A(a!1).A(a!1) 0
    4 @EC::B(s~0)  0
end species
begin reactions
    1 2,2 3 0.5*k #R1
    2 3 2,2 twice #R1r
    3 1,2 4 f #R2
    4 0 2 k #R3
    5 2,2,2 0 k #R4
end reactions
begin groups
    1 Total    2,2*3
    2 None
end groups`;

const read = readNet(text, 'lib/made.net');

test('species have names, starts and labels', () => {
  expect(read.name).toBe('made');
  expect(read.network.species).toEqual(['S', 'A', 'A_A', 'B_0']);
  expect(read.start).toEqual({ S: 3, A: 4 });
  expect(read.labels).toEqual({ A: 'A(a)', A_A: 'A(a!1).A(a!1)', B_0: '@EC::B(s~0)' });
});

test('rates are times n(n-1)… of the reactants, whatever factor is written out', () => {
  const rates = read.network.rates.map((name) => read.rates[name]!);
  expect([...propensities(read.network, [3, 5, 7, 0], rates, 0)]).toEqual(
    [0.5 * 2 * 5 * 4, 4 * 7, (2 / (1 + 5 + 14)) * 3 * 5, 2, 2 * 5 * 4 * 3].map((value) =>
      expect.closeTo(value, 10),
    ),
  );
});

test('a pair at half a constant is the plain constant', () => {
  expect(read.network.text).toContain('2 A -> A_A @ k');
});

test('what is clamped stays', () => {
  expect(read.network.reactions[2]!.change.map(({ species }) => species)).toEqual([1, 3]);
});

test('groups are observables', () => {
  expect(observed(read, 'Total', { 'A(a)': 3, 'A(a!1).A(a!1)': 5 })).toBe(13);
  expect(observed(read, 'None', { 'A(a)': 3 })).toBe(0);
});

test.each([
  ['a species that is not there', '1 9 3 k', /line 16: there is no species 9/],
  ['a rate that is not there', '1 2 3 q', 'no parameter, function or observable `q`'],
  ['a rate law of its own', '1 2 3 Sat k twice', 'the rate law `Sat` is not read'],
  ['no reaction', '1 2', 'this is no reaction'],
])('%s is refused', (_, reaction, message) => {
  expect(() => readNet(text.replace('1 2,2 3 0.5*k', reaction), 'x.net')).toThrow(message);
});

test('gaps in the numbers of species are refused', () => {
  expect(() => readNet(text.replace('3 A(a!1)', '5 A(a!1)'), 'x.net')).toThrow('species 5 stands at place 3');
});
