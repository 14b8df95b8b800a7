import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  brushCells,
  cellAt,
  cellsBetween,
  isWhole,
  panned,
  showing,
  wholeGrid,
  zoomed,
} from '../../../viewer/picture/cell-window.ts';

const grid = fc.record({ width: fc.integer({ min: 1, max: 500 }), height: fc.integer({ min: 1, max: 500 }) });
const unit = fc.double({ min: 0, max: 0.999, noNaN: true });

test('however one zooms and moves, the window stays within the grid and keeps its shape', () => {
  const move = fc.tuple(
    fc.double({ min: 0.2, max: 5, noNaN: true }),
    unit,
    unit,
    fc.integer({ min: -300, max: 300 }),
  );
  fc.assert(
    fc.property(grid, fc.array(move, { maxLength: 12 }), (size, moves) => {
      let window = wholeGrid(size);
      for (const [factor, u, v, by] of moves)
        window = panned(zoomed(window, size, factor, u, v), size, by, -by);
      expect(window.x).toBeGreaterThanOrEqual(-1e-9);
      expect(window.x + window.width).toBeLessThanOrEqual(size.width + 1e-9);
      expect(window.y).toBeGreaterThanOrEqual(-1e-9);
      expect(window.y + window.height).toBeLessThanOrEqual(size.height + 1e-9);
      expect(window.width / window.height).toBeCloseTo(size.width / size.height, 6);
    }),
    { seed: 6, numRuns: 200 },
  );
});

test('the cell under the pointer stays there while one zooms in and the edge lets it', () => {
  const size = { width: 100, height: 100 };
  fc.assert(
    fc.property(fc.double({ min: 0.4, max: 0.6, noNaN: true }), (u) => {
      const whole = wholeGrid(size);
      expect(cellAt(zoomed(whole, size, 4, u, u), size, u, u)).toBe(cellAt(whole, size, u, u));
    }),
    { seed: 7, numRuns: 50 },
  );
});

test('zooming ends: at the whole grid, and at four cells', () => {
  const size = { width: 64, height: 32 };
  expect(isWhole(zoomed(zoomed(wholeGrid(size), size, 3), size, 1 / 100), size)).toBe(true);
  expect(zoomed(wholeGrid(size), size, 1e9)).toMatchObject({ width: 4, height: 2 });
});

test('a cell outside comes in by the shortest way', () => {
  const size = { width: 20, height: 20 };
  const window = { x: 5, y: 5, width: 5, height: 5 };
  expect(showing(window, size, 7 * 20 + 7)).toEqual(window);
  expect(showing(window, size, 7 * 20 + 12)).toEqual({ ...window, x: 8 });
  expect(showing(window, size, 2 * 20 + 7)).toEqual({ ...window, y: 2 });
});

test('a brush is round, whole, and ends at the edge', () => {
  const size = { width: 10, height: 8 };
  expect(brushCells(size, 34, 0)).toEqual([34]);
  expect(brushCells(size, 34, 1).sort((a, b) => a - b)).toEqual([24, 33, 34, 35, 44]);
  expect(brushCells(size, 0, 1).sort((a, b) => a - b)).toEqual([0, 1, 10]);
  const wide = brushCells(size, 34, 30);
  expect(new Set(wide).size).toBe(80);
});

test('a stroke leaves no gap: each cell touches the one before', () => {
  const size = { width: 40, height: 30 };
  const cell = fc.integer({ min: 0, max: 40 * 30 - 1 });
  fc.assert(
    fc.property(cell, cell, (from, to) => {
      const way = cellsBetween(size, from, to);
      expect([way[0], way.at(-1)]).toEqual([from, to]);
      for (const [i, next] of way.slice(1).entries()) {
        const [dx, dy] = [(next % 40) - (way[i]! % 40), Math.floor(next / 40) - Math.floor(way[i]! / 40)];
        expect(Math.max(Math.abs(dx), Math.abs(dy))).toBe(1);
      }
    }),
  );
});
