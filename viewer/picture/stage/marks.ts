/** Lines over the cells of a panel: the cursor, pins, the brush, and the grid where cells are large. */
import type { Graphics } from 'pixi.js';
import { stagedCells } from '../../state/changes/staged.ts';
import { changesGoTo } from '../../state/changes/where.ts';
import type { PageState } from '../../state/page-state.ts';
import type { CellWindow, GridSize } from '../cell-window.ts';
import type { Box } from '../layout.ts';
import { pinColours } from '../pin-colours.ts';

/** Cells at least this large have lines between them, px. */
const lined = 18;

const brushColour = '#ff5fd2';

export function drawMarks(
  marks: Graphics,
  box: Box,
  window: CellWindow,
  grid: GridSize,
  state: PageState,
): void {
  const { view } = state;
  const [perX, perY] = [box.width / window.width, box.height / window.height];
  marks.clear();
  if (Math.min(perX, perY) >= lined) {
    for (let x = Math.ceil(window.x); x <= window.x + window.width; x++) {
      const at = box.x + (x - window.x) * perX;
      marks.moveTo(at, box.y).lineTo(at, box.y + box.height);
    }
    for (let y = Math.ceil(window.y); y <= window.y + window.height; y++) {
      const at = box.y + (y - window.y) * perY;
      marks.moveTo(box.x, at).lineTo(box.x + box.width, at);
    }
    marks.stroke({ width: 1, color: 0x808080, alpha: 0.25 });
  }

  /** The outline of a square of cells, cut off at the box. */
  function outline(cell: number, radius: number, colour: string): void {
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    const left = Math.max(box.x, box.x + (x - radius - window.x) * perX);
    const top = Math.max(box.y, box.y + (y - radius - window.y) * perY);
    const right = Math.min(box.x + box.width, box.x + (x + radius + 1 - window.x) * perX);
    const bottom = Math.min(box.y + box.height, box.y + (y + radius + 1 - window.y) * perY);
    if (right - left < 1 || bottom - top < 1) return;
    // Around the cell, whose colour stays in sight; never so small that it cannot be seen itself.
    const [growX, growY] = [Math.max(2, 8 - (right - left)) / 2, Math.max(2, 8 - (bottom - top)) / 2];
    const [width, height] = [right - left + 2 * growX, bottom - top + 2 * growY];
    marks.rect(left - growX, top - growY, width, height).stroke({ width: 4, color: 0x000000, alpha: 0.65 });
    marks.rect(left - growX, top - growY, width, height).stroke({ width: 2, color: colour });
  }

  // Cells whose painting waits for a fork from the frame on show; one that is painted itself has none.
  const waiting = changesGoTo(state) === 'fork' ? stagedCells(view.staged) : [];
  for (const cell of waiting) {
    const x = (cell % grid.width) - window.x;
    const y = Math.floor(cell / grid.width) - window.y;
    if (x >= 0 && y >= 0 && x + 1 <= window.width && y + 1 <= window.height)
      marks.rect(box.x + x * perX, box.y + y * perY, perX, perY);
  }
  if (waiting.length > 0) marks.fill({ color: brushColour, alpha: 0.4 });

  view.pins.forEach((pin, i) => outline(pin, 0, pinColours[i]!));
  if (view.cursor !== undefined) {
    const radius = view.tool === 'paint' ? view.brush.radius : 0;
    outline(view.cursor, radius, view.tool === 'paint' ? brushColour : '#ffffff');
  }
}
