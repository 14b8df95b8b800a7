import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenly, Track } from '../../../src/serve/charts/track.ts';

test('points stay in order, none twice, however they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500)), (indices) => {
      const track = new Track(1000);
      for (const index of indices) track.add(index, [2 * index]);
      const sorted = [...new Set(indices)].sort((a, b) => a - b);
      expect(track.indices).toEqual(sorted);
      sorted.forEach((index, i) => expect(track.row(i)).toEqual([2 * index]));
    }),
    { seed: 3 },
  );
});

test('there are never more points than the bound, over the whole run', () => {
  const track = new Track(64);
  for (let index = 0; index < 100_000; index++) track.add(index, [index]);
  expect(track.indices.length).toBeLessThanOrEqual(64);
  expect(track.indices.length).toBeGreaterThan(16);
  expect(track.indices[0]).toBe(0);
  expect(track.indices.at(-1)).toBeGreaterThan(95_000);
});

test('near sees points on both sides', () => {
  const track = new Track(10);
  track.add(10, []);
  expect([8, 9, 10, 11, 12].map((index) => track.near(index, 2))).toEqual([false, true, true, true, false]);
  expect(track.near(9, 1)).toBe(false);
});

test('charts that grow keep the points they had', () => {
  for (let length = 1; length < 300; length++) {
    const now = evenly(length, 50);
    expect(now.length).toBeLessThanOrEqual(50);
    expect(now.at(-1)).toBe(length - 1);
    const later = evenly(length + 1, 50);
    const kept = now.slice(0, -1).filter((i) => later.includes(i));
    // Either all of them, or every other one where they have become too many.
    expect(kept.length).toBeGreaterThanOrEqual(Math.floor((now.length - 1) / 2));
  }
});
