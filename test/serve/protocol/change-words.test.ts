import { expect, test } from 'vitest';
import { changeInWords } from '../../../src/serve/protocol/change-words.ts';

const run = { species: [{ name: 'P', label: 'pheromone' }, { name: 'B' }], fields: [{ name: 'heat' }] };

test('a change calls species and fields as panels do', () => {
  expect(changeInWords({ kind: 'rate', name: 'P', value: 2 }, run)).toBe('P = 2');
  expect(changeInWords({ kind: 'paint', cells: [1, 2], add: { P: 10, B: -1 } }, run)).toBe(
    'pheromone + 10, B − 1 in 2 cells',
  );
  expect(changeInWords({ kind: 'paint', cells: [3], set: { heat: 0.5 } }, run)).toBe(
    'heat = 0.5 in one cell',
  );
});
