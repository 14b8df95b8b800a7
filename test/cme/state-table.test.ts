import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StateTable } from '../../src/cme/state-table.ts';

test('numbers states in the order they come, each once, however many', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(2 ** 31 - 1)), { maxLength: 3000 }), (states) => {
      const table = new StateTable(2, 1);
      const numbers = new Map<string, number>();
      for (const state of states) {
        if (!numbers.has(state.join())) {
          expect(table.find(state, 0)).toBe(-1);
          numbers.set(state.join(), numbers.size);
        }
        expect(table.add(state, 0)).toBe(numbers.get(state.join()));
      }
      expect(table.size).toBe(numbers.size);
      for (const [name, i] of numbers) {
        expect(table.find(name.split(',').map(Number), 0)).toBe(i);
        expect(Array.from(table.rows.slice(2 * i, 2 * i + 2)).join()).toBe(name);
      }
    }),
    { numRuns: 20 },
  );
});

test('reads states inside longer arrays', () => {
  const table = StateTable.of(Int32Array.of(1, 2, 3, 4), 2);
  expect(table.find([9, 3, 4], 1)).toBe(1);
  expect(table.find([9, 4, 3], 1)).toBe(-1);
});
