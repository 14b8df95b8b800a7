import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panelAspect, placePanels } from '../../../viewer/picture/layout.ts';

const surround = { top: 20, right: 50, gap: 10 };

test('panels lie in their area, do not touch, and are of one size', () => {
  const size = fc.integer({ min: 300, max: 4000 });
  const count = fc.integer({ min: 1, max: 9 });
  const aspect = fc.double({ min: 0.125, max: 8, noNaN: true });
  fc.assert(
    fc.property(size, size, count, aspect, (width, height, panels, shape) => {
      const boxes = placePanels({ x: 7, y: 9, width, height }, panels, shape, surround);
      expect(boxes).toHaveLength(panels);
      for (const box of boxes) {
        expect([box.width, box.height]).toEqual([boxes[0]!.width, boxes[0]!.height]);
        // Panels of the least size may stand over the edge.
        if (Math.min(box.width, box.height) <= 16) continue;
        expect(box.x).toBeGreaterThanOrEqual(7);
        expect(box.x + box.width + surround.right).toBeLessThanOrEqual(7 + width + 1);
        expect(box.y - surround.top).toBeGreaterThanOrEqual(9);
        expect(box.y + box.height).toBeLessThanOrEqual(9 + height + 1);
        for (const other of boxes)
          if (other !== box)
            expect(
              other.x >= box.x + box.width + surround.right ||
                box.x >= other.x + other.width + surround.right ||
                other.y >= box.y + box.height + surround.top ||
                box.y >= other.y + other.height + surround.top,
            ).toBe(true);
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('as many columns as make the cells largest', () => {
  const columnsOf = (width: number, height: number) => {
    const boxes = placePanels({ x: 0, y: 0, width, height }, 4, 1, surround);
    return new Set(boxes.map(({ x }) => x)).size;
  };
  expect(columnsOf(2000, 400)).toBe(4);
  expect(columnsOf(1000, 1000)).toBe(2);
  expect(columnsOf(400, 2000)).toBe(1);
});

test('a fixed number of columns is kept', () => {
  const boxes = placePanels({ x: 0, y: 0, width: 3000, height: 500 }, 6, 1, surround, 3);
  expect(new Set(boxes.map(({ x }) => x)).size).toBe(3);
});

test('a line of cells is drawn thicker than it is', () => {
  expect(panelAspect(1000, 1)).toBe(8);
  expect(panelAspect(1, 1000)).toBe(1 / 8);
  expect(panelAspect(30, 20)).toBe(1.5);
});
