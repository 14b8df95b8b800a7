import { expect, test } from 'vitest';
import { type PlaneBox, streamlines } from '../../../src/figures/rncrn/streamlines.ts';

const box: PlaneBox = { x: [0, 4], y: [10, 20] };

test('lines run along the field and stay in the box', () => {
  // Turning around (2, 15), in the units of the box.
  const lines = streamlines((x, y) => [-(y - 15) / 10, ((x - 2) / 4) * 2.5], box);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const radius = (k: number): number => Math.hypot((line[k]! - 2) / 4, (line[k + 1]! - 15) / 5 / 2);
    for (let k = 0; k < line.length; k += 2) {
      expect(line[k]).toBeGreaterThanOrEqual(0);
      expect(line[k]).toBeLessThanOrEqual(4);
      expect(line[k + 1]).toBeGreaterThanOrEqual(10);
      expect(line[k + 1]).toBeLessThanOrEqual(20);
    }
    const middle = 2 * Math.floor(line.length / 4);
    const [dx, dy] = [line[middle + 2]! - line[middle]!, line[middle + 3]! - line[middle + 1]!];
    expect(-(line[middle + 1]! - 15) * dx + (line[middle]! - 2) * dy).toBeGreaterThan(0);
    expect(Number.isFinite(radius(0))).toBe(true);
  }
});

test('nothing is drawn where the field is 0 or no number, and nothing hangs', () => {
  expect(streamlines(() => [0, 0], box)).toEqual([]);
  expect(streamlines(() => [Number.NaN, 1], box)).toEqual([]);
  for (const line of streamlines((x) => (x > 2 ? [Number.NaN, 0] : [1, 0]), box))
    expect(Math.max(...line.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(2.1);
});
