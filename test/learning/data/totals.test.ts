import { expect, test } from 'vitest';
import { shareOut, type Total } from '../../../src/learning/data/totals.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { misfit } from '../../support/chi-square.ts';

function drawn(totals: readonly Total[], species: number, n: number): number[][] {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  return Array.from({ length: n }, () => {
    const row = new Int32Array(species).fill(77);
    shareOut(totals, row, stream);
    return [...row];
  });
}

test('every way to share out is equally likely, and other species are left alone', () => {
  const rows = drawn([{ of: [0, 2, 3], is: 4 }], 5, 30_000);
  const seen = new Map<string, number>();
  for (const [a, b, c, d, e] of rows) {
    expect([b, e]).toEqual([77, 77]);
    expect(a! + c! + d!).toBe(4);
    seen.set(`${a} ${c} ${d}`, (seen.get(`${a} ${c} ${d}`) ?? 0) + 1);
  }
  expect(seen.size).toBe(15);
  expect(misfit([...seen.values()], new Array(15).fill(1 / 15))).toBeLessThan(1);
  // Control: molecules dropped one by one make (4, 0, 0) six times as rare as (2, 1, 1) is.
  const dropped = new Array(15).fill(0).map((_, i) => (i < 3 ? 1 / 81 : 1 / 12.4615));
  const sum = dropped.reduce((a, b) => a + b);
  expect(
    misfit(
      [...seen.values()],
      dropped.map((p) => p / sum),
    ),
  ).toBeGreaterThan(1);
});

test('nothing to share, and one molecule', () => {
  expect(drawn([{ of: [0, 1], is: 0 }], 2, 1)).toEqual([[0, 0]]);
  const ones = drawn([{ of: [1, 0], is: 1 }], 2, 2000);
  expect(ones.every(([a, b]) => a! + b! === 1)).toBe(true);
  expect(new Set(ones.map(([a]) => a)).size).toBe(2);
});
