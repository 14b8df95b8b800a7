import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { evaluate } from '../../../src/crn/evaluate.ts';
import { massActionRow } from '../../../src/kernels/ssa/mass-action.ts';

const reactionOf = (text: string, massAction: 'combinations' | 'falling' | 'powers' = 'combinations') =>
  crn(`species A, B\n${text}` as string, { massAction }).reactions[0]!;

test.each([
  ['0 -> A @ k', []],
  ['A -> 0 @ k', ['A']],
  ['A + B -> 0 @ 0.3', ['A', 'B']],
  ['2 A -> 0 @ k', ['A', 'A-1']],
  ['A -> 0 @ {k * l * A}', ['A']],
  ['A + B -> 0 @ {A * B}', ['A', 'B']],
] as const)('%s is a row with the bits of its formula', (text, expected) => {
  const reaction = reactionOf(text);
  const row = massActionRow(reaction)!;
  expect(row.factors.map(({ species, less }) => `${'AB'[species]}${less ? '-1' : ''}`)).toEqual(expected);
  const rates = [0.1, 0.7];
  for (const counts of [
    [0, 0],
    [1, 3],
    [123, 7],
  ]) {
    const constant = evaluate(row.constant, counts, rates, 0) * row.scale;
    const value = row.factors.reduce((a, { species, less }) => a * (counts[species]! - less), constant);
    expect(value + 0).toBe(evaluate(reaction.law, counts, rates, 0) + 0);
  }
});

test.each([
  'A -> 0 @ {A / (1 + A)}',
  'A -> 0 @ {A - 1}',
  '2 A + B -> 0 @ k',
  'A -> 0 @ {A * t}',
  'A + B -> 0 @ {k * A}',
])('%s is none', (text) => {
  expect(massActionRow(reactionOf(text))).toBeUndefined();
});

test('two of a kind by powers is none: its short reactants must be guarded', () => {
  expect(massActionRow(reactionOf('2 A -> 0 @ k', 'powers'))).toBeUndefined();
  expect(massActionRow(reactionOf('2 A -> 0 @ k', 'falling'))).toBeDefined();
});
