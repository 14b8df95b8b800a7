import { expect, test } from 'vitest';
import { valueLabels } from '../../../src/figures/sweep/value-labels.ts';

const at = (n: number, apart: number) => Array.from({ length: n }, (_, i) => i * apart);
const shown = (labels: readonly string[], apart: number) =>
  valueLabels(labels, at(labels.length, apart)).map(({ label }) => label);

test('what has room stands below its place', () => {
  expect(valueLabels(['a', '2'], [10, 50])).toEqual([
    { at: 10, label: 'a' },
    { at: 50, label: '2' },
  ]);
});

test('numbers are left out rather than shortened', () => {
  expect(shown(['0.00123', '0.00456', '0.00789', '0.01'], 34)).toEqual(['0.00123', '0.00789']);
});

test('words are shortened, and left out where that is not enough', () => {
  const [first, ...rest] = shown(['a very long word', 'another very long word'], 80);
  expect(first).toMatch(/^a very.*…$/);
  expect(rest).toHaveLength(1);
  expect(shown(['a very long word', 'another', 'b'], 20)).toEqual([expect.stringMatching(/…$/), 'b']);
});

test('a value alone has room', () => expect(shown(['128x128'], 0)).toEqual(['128x128']));
