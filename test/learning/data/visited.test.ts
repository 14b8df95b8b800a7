import { expect, test } from 'vitest';
import { type Starts, sliceStarts } from '../../../src/learning/data/starts.ts';
import { splitVisited, visitedStarts } from '../../../src/learning/data/visited.ts';

/** A grid that is in the states (i, 3 i mod 101). */
const grid = Int32Array.from({ length: 4000 }, (_, at) => {
  const i = Math.floor(at / 2) % 500;
  return at % 2 === 0 ? i : (3 * i) % 101;
});
const round = (number: number) =>
  visitedStarts(grid, 2, [[1, 2]], { seed: 1, round: number, steps: [0.5, 1] });
const statesOf = ({ rows, counts }: Starts) =>
  Array.from({ length: rows }, (_, r) => counts.subarray(2 * r, 2 * r + 2).join());

test('visited states are distinct, their rates and steps from the ranges', () => {
  const { rows, counts, rates, dt } = round(1);
  expect(new Set(statesOf({ rows, counts, rates })).size).toBe(rows);
  expect(rows).toBeGreaterThan(400);
  expect(rates.every((r) => r >= 1 && r <= 2)).toBe(true);
  expect(dt!.every((r) => r >= 0.5 && r <= 1)).toBe(true);
  expect(round(1)).toEqual(round(1));
});

test('what one round holds out no round learns from; control: a split by place does', () => {
  const split = [1, 2, 3].map((number) => splitVisited(round(number), 0.1));
  const held = new Set(split.flatMap((s) => statesOf(s.held)));
  const learned = split.flatMap((s) => statesOf(s.learned));
  expect(learned.filter((state) => held.has(state))).toEqual([]);
  // 500 states: 50 expected, and a share of 0.04 or 0.16 is 4.5 standard deviations away.
  expect(held.size).toBeGreaterThan(20);
  expect(held.size).toBeLessThan(80);
  const places = [1, 2, 3].map((number) => {
    const all = round(number);
    return [sliceStarts(all, 0, 40), sliceStarts(all, 40, all.rows - 40)] as const;
  });
  const byPlace = new Set(places.flatMap(([out]) => statesOf(out)));
  expect(places.flatMap(([, kept]) => statesOf(kept)).some((state) => byPlace.has(state))).toBe(true);
});

test('a split keeps each row whole, and none at all is split into none', () => {
  const all = round(1);
  const { learned, held } = splitVisited(all, 0.5);
  expect(learned.rows + held.rows).toBe(all.rows);
  const rows = [learned, held].flatMap((part) =>
    statesOf(part).map((state, r) => [state, part.rates[r], part.dt![r]].join()),
  );
  const want = statesOf(all).map((state, r) => [state, all.rates[r], all.dt![r]].join());
  expect(rows.sort()).toEqual(want.sort());
  expect(splitVisited(visitedStarts(new Int32Array(0), 2, [], { seed: 1, round: 1 }), 0.1).held.rows).toBe(0);
});
