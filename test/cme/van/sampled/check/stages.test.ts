import { expect, test } from 'vitest';
import { stageTimes } from '../../../../../src/cme/van/sampled/check/stages.ts';

test('a step from the start is cut short at first, and evenly later', () => {
  const times = stageTimes([0, 10], 0, [100, 40]);
  expect(times[0]).toBe(0);
  expect(times.at(-1)).toBe(10);
  const lengths = times.slice(1).map((t, i) => t - times[i]!);
  expect(Math.min(...lengths)).toBeGreaterThan(0);
  expect(lengths[0]).toBeCloseTo(0.003, 12);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(10 / 16);
  expect(times.length).toBeLessThan(120);
  // Where a path has had its last 1, 4, 16, 64 and 256 jumps.
  for (const back of [1, 4, 16, 64, 256]) expect(times).toContain(10 - back / 40);
});

test('one from a law is cut evenly, and one in which nothing happens too', () => {
  expect(stageTimes([1000, 1001], 0, [1, 0]).length).toBeGreaterThanOrEqual(17);
  expect(stageTimes([0, 1], 0, [0, 0])).toHaveLength(17);
});
