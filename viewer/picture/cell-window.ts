/** Which part of the grid the panels show: zoom and pan, the same in all of them. */

/** In cells; a part of the grid. */
export interface CellWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** No zoom shows fewer cells than this along the longer side. */
const fewest = 4;

export function wholeGrid({ width, height }: GridSize): CellWindow {
  return { x: 0, y: 0, width, height };
}

export function isWhole(window: CellWindow, grid: GridSize): boolean {
  return window.width >= grid.width && window.height >= grid.height;
}

/** Shifted back into the grid. */
function inside(window: CellWindow, grid: GridSize): CellWindow {
  const clamp = (at: number, size: number, all: number) => Math.min(Math.max(0, at), all - size);
  return {
    ...window,
    x: clamp(window.x, window.width, grid.width),
    y: clamp(window.y, window.height, grid.height),
  };
}

/**
 * `factor` > 1 shows fewer cells, larger. The point (`u`, `v`), 0 to 1 across and down, stays where it
 * is, as far as the grid's edges let it.
 */
export function zoomed(window: CellWindow, grid: GridSize, factor: number, u = 0.5, v = 0.5): CellWindow {
  const longest = Math.max(grid.width, grid.height);
  const now = Math.max(window.width / grid.width, window.height / grid.height);
  const least = Math.min(1, fewest / longest);
  const share = Math.min(1, Math.max(least, now / factor));
  const [width, height] = [grid.width * share, grid.height * share];
  const x = window.x + u * (window.width - width);
  const y = window.y + v * (window.height - height);
  return inside({ x, y, width, height }, grid);
}

/** Moved by cells. */
export function panned(window: CellWindow, grid: GridSize, dx: number, dy: number): CellWindow {
  return inside({ ...window, x: window.x + dx, y: window.y + dy }, grid);
}

/** The cell at (`u`, `v`), 0 to 1 across and down the window. */
export function cellAt(window: CellWindow, grid: GridSize, u: number, v: number): number {
  const x = Math.min(grid.width - 1, Math.max(0, Math.floor(window.x + u * window.width)));
  const y = Math.min(grid.height - 1, Math.max(0, Math.floor(window.y + v * window.height)));
  return y * grid.width + x;
}

/** The window, moved as little as makes the cell visible. */
export function showing(window: CellWindow, grid: GridSize, cell: number): CellWindow {
  const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
  const shift = (at: number, size: number, want: number) =>
    want < at ? want - at : want + 1 > at + size ? want + 1 - at - size : 0;
  return panned(window, grid, shift(window.x, window.width, x), shift(window.y, window.height, y));
}

/** Cells within `radius` of a cell (0: that one alone), round, cut off at the grid's edges. */
export function brushCells(grid: GridSize, cell: number, radius: number): number[] {
  const [cx, cy] = [cell % grid.width, Math.floor(cell / grid.width)];
  const cells: number[] = [];
  for (let y = Math.max(0, cy - radius); y <= Math.min(grid.height - 1, cy + radius); y++)
    for (let x = Math.max(0, cx - radius); x <= Math.min(grid.width - 1, cx + radius); x++)
      if ((x - cx) ** 2 + (y - cy) ** 2 <= (radius + 0.4) ** 2) cells.push(y * grid.width + x);
  return cells;
}

/** Cells on the straight way from one to another, both included, each a neighbour of the one before. */
export function cellsBetween({ width }: GridSize, from: number, to: number): number[] {
  const [x, y] = [from % width, Math.floor(from / width)];
  const [dx, dy] = [(to % width) - x, Math.floor(to / width) - y];
  const steps = Math.max(Math.abs(dx), Math.abs(dy), 1);
  const way = Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    return Math.round(y + share * dy) * width + Math.round(x + share * dx);
  });
  return [...new Set(way)];
}
