import { describe, expect, test } from 'vitest';
import { type MaxRule, openMaxRule } from '../../src/grid/max-rule.ts';
import type { Lattice } from '../../src/grid/space.ts';
import { cutTiles } from '../../src/grid/tiles.ts';
import { lattice } from '../support/spaces.ts';

const rule = (alpha: number, rounding: MaxRule['rounding']): MaxRule => ({
  species: 1,
  alpha,
  every: 1,
  rounding,
});

/** One application to column 1 of two, in `tiles` tiles; gives that column back. */
function once(l: Lattice, r: MaxRule, values: readonly number[], tiles = 1): number[] {
  const counts = Int32Array.from(values.flatMap((v) => [99, v]));
  const plane = new Int32Array(values.length);
  const max = openMaxRule(l, r);
  const calls = cutTiles(l, tiles).map((tile) => ({ counts, species: 2, plane, ...tile }));
  for (const call of calls) max.spread(call);
  for (const call of calls) max.take(call);
  values.forEach((_, cell) => {
    expect(counts[2 * cell]).toBe(99);
  });
  return values.map((_, cell) => counts[2 * cell + 1]!);
}

describe('by hand', () => {
  const corner = [10, 0, 0, 0, 0, 4, 0, 0, 0];
  test('8 neighbours, truncated', () => {
    expect(once(lattice(3, 3, 'reflect', 8), rule(0.33, 'truncate'), corner)).toEqual([
      10, 3, 1, 3, 3, 4, 0, 1, 1,
    ]);
  });

  test('4 neighbours, truncated', () => {
    expect(once(lattice(3, 3, 'absorb', 4), rule(0.33, 'truncate'), corner)).toEqual([
      10, 3, 1, 3, 1, 4, 0, 0, 1,
    ]);
  });

  test('a wrapped edge brings the corner to the other sides', () => {
    expect(
      once(lattice(4, 3, 'wrap', 8), rule(0.5, 'truncate'), [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ).toEqual([8, 4, 0, 4, 4, 4, 0, 4, 4, 4, 0, 4]);
  });

  test('which counts reach a neighbour at a third of their strength', () => {
    const seeded = (rounding: MaxRule['rounding']): number[] =>
      [1, 2, 3, 4, 5].map((n) => once(lattice(2, 1, 'reflect', 8), rule(0.33, rounding), [n, 0])[1]!);
    expect(seeded('truncate')).toEqual([0, 0, 0, 1, 1]);
    expect(seeded('nearest')).toEqual([0, 1, 1, 1, 2]);
  });

  test('halves go to the even number', () => {
    const heard = (n: number): number => once(lattice(2, 1, 'reflect', 8), rule(0.5, 'nearest'), [n, 0])[1]!;
    expect([1, 3, 5, 7].map(heard)).toEqual([0, 2, 2, 4]);
  });
});

test('reads old counts only: tiles change nothing, one step goes one cell far', () => {
  const l = lattice(5, 7, 'wrap', 8);
  const values = Array.from({ length: 35 }, (_, i) => (i * 7919) % 23);
  const whole = once(l, rule(0.9, 'nearest'), values);
  for (const tiles of [2, 3, 5]) expect(once(l, rule(0.9, 'nearest'), values, tiles)).toEqual(whole);
  const point = Array(35).fill(0);
  point[17] = 50;
  expect(once(lattice(5, 7, 'reflect', 8), rule(1, 'truncate'), point).filter((n) => n > 0)).toHaveLength(9);
});

test('alone in the world nothing changes', () => {
  expect(once(lattice(1, 1, 'wrap', 8), rule(3, 'nearest'), [7])).toEqual([7]);
});

test.each([
  [rule(-0.1, 'nearest'), /alpha is -0.1/],
  [rule(Number.NaN, 'nearest'), /alpha is NaN/],
  [{ ...rule(0.5, 'nearest'), every: 0 }, /every 0 steps/],
  [rule(0.5, 'up' as never), /rounding is "up"/],
])('%o is refused', (r, message) => {
  expect(() => openMaxRule(lattice(2, 2, 'wrap', 8), r)).toThrow(message);
});

test('growth past what a count can hold is an error, not a wrapped number', () => {
  expect(() => once(lattice(2, 1, 'reflect', 8), rule(2, 'truncate'), [2e9, 0])).toThrow(
    /alpha of 1 or less/,
  );
});
