import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeColumns } from '../../../src/serve/picture/take-columns.ts';

/** Counts up to some power of two, of either sign: bytes, words and whole 32 bits. */
const count = fc
  .integer({ min: 0, max: 31 })
  .chain((bits) => fc.integer({ min: bits > 28 ? -(2 ** bits) : 0, max: 2 ** bits - 1 }));
const side = fc.integer({ min: 1, max: 9 });

function naive(rows: Int32Array, length: number, column: number, across: number, factor: number): number[] {
  const height = rows.length / length / across;
  const out: number[] = [];
  for (let y = 0; y < height; y += factor)
    for (let x = 0; x < across; x += factor) {
      let most = Number.NEGATIVE_INFINITY;
      for (let cy = y; cy < Math.min(height, y + factor); cy++)
        for (let cx = x; cx < Math.min(across, x + factor); cx++)
          most = Math.max(most, rows[(cy * across + cx) * length + column]!);
      out.push(most);
    }
  return out;
}

test('columns hold the cells, or the greatest of each square of them, with the facts of all', () => {
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.array(count, { minLength: 1 }),
      (across, down, length, factor, some) => {
        const rows = Int32Array.from(
          { length: across * down * length },
          (_, i) => some[(7 * i) % some.length]!,
        );
        const wanted = Array.from({ length }, (_, i) => length - 1 - i);
        const taken = takeColumns(rows, length, wanted, { across, factor });
        for (const [i, column] of wanted.entries()) {
          const all = naive(rows, length, column, across, 1);
          const { values, least, greatest, total } = taken[i]!;
          expect(Array.from(values)).toEqual(naive(rows, length, column, across, factor));
          expect([least, greatest]).toEqual([Math.min(...all), Math.max(...all)]);
          expect(total).toBe(all.reduce((a, b) => a + b, 0));
        }
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

test('values take as many bytes as the greatest of all cells needs, each column its own', () => {
  const rows = Int32Array.of(255, 256, 65_536, -1, 0, 1, 2, 3);
  const types = [Uint8Array, Uint16Array, Int32Array, Int32Array];
  const taken = takeColumns(rows, 4, [3, 2, 1, 0]).reverse();
  expect(taken.map(({ values }) => values.constructor)).toEqual(types);
  expect(taken.map(({ values }) => Array.from(values))).toEqual([
    [255, 0],
    [256, 1],
    [65_536, 2],
    [-1, 3],
  ]);
});

test('more cells than are worked on at a time, and a sum past 32 bits', () => {
  const cells = 3000;
  const rows = Int32Array.from({ length: 2 * cells }, (_, i) => (i % 2 === 0 ? 2_000_000_000 : i));
  const [large, small] = takeColumns(rows, 2, [0, 1]);
  expect(large!.total).toBe(2_000_000_000 * cells);
  expect(small!.values).toEqual(Uint16Array.from({ length: cells }, (_, i) => 2 * i + 1));
});
