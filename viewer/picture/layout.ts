/** Where panels stand: as many columns as make the cells largest. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a panel needs around its cells, in px. */
export interface Surround {
  /** Title above. */
  readonly top: number;
  /** Colour bar to the right. */
  readonly right: number;
  /** Between panels. */
  readonly gap: number;
}

/** Shapes more drawn out than this are shown stretched: a line of cells stays visible. */
const longest = 8;

/** Width by height of a panel's cells. */
export function panelAspect(columns: number, rows: number): number {
  return Math.min(longest, Math.max(1 / longest, columns / rows));
}

/**
 * Boxes of `count` panels' cells within `area`, all of one size, in reading order, centred as a whole.
 * Whole px; `columns`: how many stand in a row, where that is fixed.
 */
export function placePanels(
  area: Box,
  count: number,
  aspect: number,
  surround: Surround,
  columns?: number,
): readonly Box[] {
  const choices = columns ? [columns] : Array.from({ length: Math.max(1, count) }, (_, i) => i + 1);
  const sized = choices.map((across) => ({ across, ...cellSize(area, count, across, aspect, surround) }));
  const best = sized.reduce((a, b) => (b.width > a.width + 0.5 ? b : a));
  const { across, width, height } = best;
  const down = Math.ceil(count / across);
  const stepX = width + surround.right + surround.gap;
  const stepY = height + surround.top + surround.gap;
  const left = area.x + Math.max(0, Math.floor((area.width - (across * stepX - surround.gap)) / 2));
  const top = area.y + Math.max(0, Math.floor((area.height - (down * stepY - surround.gap)) / 2));
  return Array.from({ length: count }, (_, i) => ({
    x: left + (i % across) * stepX,
    y: top + Math.floor(i / across) * stepY + surround.top,
    width,
    height,
  }));
}

function cellSize(area: Box, count: number, across: number, aspect: number, surround: Surround) {
  const down = Math.ceil(count / across);
  const roomX = (area.width - (across - 1) * surround.gap) / across - surround.right;
  const roomY = (area.height - (down - 1) * surround.gap) / down - surround.top;
  const width = Math.floor(Math.max(16, Math.min(roomX, roomY * aspect)));
  return { width, height: Math.max(16, Math.floor(width / aspect)) };
}
