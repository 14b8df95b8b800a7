import { expect, test } from 'vitest';
import { cutTiles } from '../../src/grid/tiles.ts';

test.each([
  [7, 10, 1],
  [7, 10, 3],
  [7, 10, 10],
  [7, 10, 64],
  [10, 1, 3],
  [1, 10, 4],
  [1, 1, 8],
])('%i×%i in %i tiles: whole rows, no gap, as even as can be', (width, height, n) => {
  const tiles = cutTiles({ width, height }, n);
  const row = height > 1 ? width : 1;
  expect(tiles).toHaveLength(Math.min(n, (width * height) / row));
  expect(tiles[0]!.first).toBe(0);
  expect(tiles.at(-1)!.last).toBe(width * height);
  tiles.forEach((tile, i) => {
    if (i > 0) expect(tile.first).toBe(tiles[i - 1]!.last);
    expect(tile.first % row).toBe(0);
  });
  const rows = tiles.map((t) => (t.last - t.first) / row);
  expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(1);
});

test.each([0, -1, 1.5, Number.NaN])('%f tiles are refused', (n) => {
  expect(() => cutTiles({ width: 3, height: 3 }, n)).toThrow(/1 or more/);
});
