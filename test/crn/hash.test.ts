import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { hashNetwork } from '../../src/crn/hash.ts';

const text = 'A + B <-> C @ k, m\nat 5: A = 10\nwhen C > 3: C = 0';
const hash = hashNetwork(crn(text));

test('is the same on every machine and in every version', () => {
  expect(hash).toBe('7bf01f02d1ffdf17397b13285c026d54e138049f5a82f57ac68a358d5aa15d95');
});

test('does not see comments, blanks, labels or line numbers', () => {
  const other = '# a comment\n\n  bind:  A+B<->C@k,m  # both\n\nat 5.0 : A=10\nwhen (C>3) : C=0';
  expect(hashNetwork(crn(other))).toBe(hash);
  expect(hashNetwork(structuredClone(crn(text)))).toBe(hash);
});

test.each([
  ['species', text.replaceAll('C', 'D')],
  ['rate names', text.replace('k', 'q')],
  ['order of columns', `species B\n${text}`],
  ['reactants', text.replace('A + B', '2 A + B')],
  ['laws', text.replace('k', '{k * A * B * 1}')],
  ['event times', text.replace('at 5', 'at 6')],
  ['conditions', text.replace('C > 3', 'C >= 3')],
  ['what events set', text.replace('A = 10', 'B = 10')],
])('sees a change of %s', (_, other) => {
  expect(hashNetwork(crn(other))).not.toBe(hash);
});

test('sees the mass-action convention', () => {
  expect(hashNetwork(crn(text, { massAction: 'falling' }))).not.toBe(hash);
});
