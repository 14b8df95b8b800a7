/** The rectangle of square cells that agents live on, opened from its description. */
import { ScenarioError } from '../errors.ts';
import { type Edge, type Lattice, outside, type Space } from './space.ts';

/** A {@link Lattice} that answers questions. Plain reads, safe in any thread. */
export interface LatticeSpace extends Space {
  readonly width: number;
  readonly height: number;
  readonly edge: Edge;
  /** Steps a walker can try from any cell: 4 or 8. */
  readonly directions: 4 | 8;
  /** Column of a cell, 0 … width − 1. */
  x(cell: number): number;
  /** Row of a cell, 0 … height − 1. */
  y(cell: number): number;
  /** Where one step of (dx, dy) from `cell` ends: a cell, {@link outside}, or {@link wall}. */
  step(cell: number, dx: number, dy: number): number;
}

/** From {@link LatticeSpace.step}: there is a wall, the walker stays. */
export const wall = 0xfffffffe;

/** The steps of a walker: sides first, then corners. `directions` says how many are used. */
export const stepX: readonly number[] = [1, -1, 0, 0, 1, -1, 1, -1];
export const stepY: readonly number[] = [0, 0, 1, -1, 1, -1, -1, 1];

/**
 * Opens a lattice of any width and height ≥ 1.
 *
 * A step that would cross the edge is missing from the neighbours (`reflect`), is
 * {@link outside} (`absorb`), or ends on the other side (`wrap`). On a wrapped
 * lattice narrower than 3 cells several steps can end in the same cell: it is then
 * listed once per step, and walkers reach it at as many times the rate. A cell never
 * lists itself: a step once around a ring of one cell changes nothing.
 *
 * @throws ScenarioError where the description is impossible
 */
export function openLattice(lattice: Lattice): LatticeSpace {
  check(lattice);
  const { width, height, edge, neighbours: directions } = lattice;

  const step = (cell: number, dx: number, dy: number): number => {
    let x = (cell % width) + dx;
    let y = Math.floor(cell / width) + dy;
    if (x < 0 || x >= width || y < 0 || y >= height) {
      if (edge === 'reflect') return wall;
      if (edge === 'absorb') return outside;
      x = (x + width) % width;
      y = (y + height) % height;
    }
    return y * width + x;
  };

  const neighbours = (cell: number): Uint32Array => {
    const found: number[] = [];
    for (let d = 0; d < directions; d++) {
      const next = step(cell, stepX[d]!, stepY[d]!);
      if (next !== wall && next !== cell) found.push(next);
    }
    return Uint32Array.from(found);
  };

  return {
    cells: width * height,
    width,
    height,
    edge,
    directions,
    x: (cell) => cell % width,
    y: (cell) => Math.floor(cell / width),
    step,
    neighbours,
  };
}

function check({ width, height, edge, neighbours }: Lattice): void {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError('grid', what, todo);
  };
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1)
      bad(`the size is [${width}, ${height}]`, 'Give two whole numbers, 1 or more.');
  if (width * height > 0x7fffffff) bad(`there are ${width * height} cells`, 'Stay below 2^31.');
  if (edge !== 'reflect' && edge !== 'wrap' && edge !== 'absorb')
    bad(`the edge is "${String(edge)}"`, 'Use "reflect", "wrap" or "absorb".');
  if (neighbours !== 4 && neighbours !== 8) bad(`a cell has ${String(neighbours)} neighbours`, 'Use 4 or 8.');
}
