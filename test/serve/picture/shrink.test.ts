import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plane } from '../../../src/serve/picture/planes-of.ts';
import { clipped, factorFor, shrunkPlane } from '../../../src/serve/picture/shrink.ts';
import type { Window } from '../../../src/serve/protocol/frames.ts';

function planeOf(values: readonly number[], whole = true): Plane {
  const total = values.reduce((a, b) => a + b, 0);
  return { values, whole, least: Math.min(...values), greatest: Math.max(...values), total };
}

test('every cell of the window counts, in the pixel it lies in and in no other', () => {
  const sides = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(sides, sides, sides, fc.nat(8), fc.nat(8), sides, sides, (w, h, factor, x, y, ww, wh) => {
      const values = Array.from({ length: w * h }, (_, i) => (i * 37) % 101);
      const window = clipped({ x, y, width: ww, height: wh }, w, h);
      const columns = Math.ceil(window.width / factor);
      for (const shrink of ['greatest', 'mean'] as const) {
        const got = shrunkPlane(planeOf(values), w, window, factor, shrink);
        expect(got).toHaveLength(columns * Math.ceil(window.height / factor));
        got.forEach((value, p) => {
          const inside = cellsOf(window, factor, p % columns, Math.floor(p / columns)).map(
            ([cx, cy]) => values[cy * w + cx]!,
          );
          const mean = inside.reduce((a, b) => a + b, 0) / inside.length;
          if (shrink === 'greatest') expect(value).toBe(Math.max(...inside));
          else expect(value).toBeCloseTo(mean, 4);
        });
      }
    }),
    { seed: 2, numRuns: 200 },
  );
});

function cellsOf(window: Window, factor: number, column: number, row: number): [number, number][] {
  const cells: [number, number][] = [];
  for (let y = window.y; y < window.y + window.height; y++)
    for (let x = window.x; x < window.x + window.width; x++)
      if (Math.floor((x - window.x) / factor) === column && Math.floor((y - window.y) / factor) === row)
        cells.push([x, y]);
  return cells;
}

test('one bee among many empty cells stays visible, and its count is its own', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i === 57 ? 1 : 0));
  const all = { x: 0, y: 0, width: 10, height: 10 };
  expect(Array.from(shrunkPlane(planeOf(values), 10, all, 5, 'greatest'))).toEqual([0, 0, 0, 1]);
  expect(Array.from(shrunkPlane(planeOf(values), 10, all, 5, 'mean'))[3]).toBeCloseTo(0.04);
});

test('the factor is the least that makes the window fit', () => {
  const window = { x: 0, y: 0, width: 1000, height: 500 };
  expect(factorFor(window, [1000, 500])).toBe(1);
  expect(factorFor(window, [999, 500])).toBe(2);
  expect(factorFor(window, [400, 100])).toBe(5);
});

test('a window is cut to whole cells of the grid; one that misses it is all of it', () => {
  expect(clipped({ x: 1.5, y: -3, width: 2, height: 4.2 }, 10, 10)).toEqual({
    x: 1,
    y: 0,
    width: 3,
    height: 2,
  });
  const all = { x: 0, y: 0, width: 10, height: 10 };
  expect(clipped(undefined, 10, 10)).toEqual(all);
  expect(clipped({ x: 10, y: 0, width: 5, height: 5 }, 10, 10)).toEqual(all);
  expect(clipped({ x: 0, y: 0, width: -5, height: 5 }, 10, 10)).toEqual(all);
  expect(clipped({ x: -1e300, y: 0, width: 1e308, height: 1 }, 10, 10)).toMatchObject({
    width: 10,
    height: 1,
  });
});
