/** Who sits next to whom, and what happens at the edge. Nothing about chemistry. */

/** What a walker meets at the edge: a wall, the other side, or the outside (it is gone). */
export type Edge = 'reflect' | 'wrap' | 'absorb';

export interface Space {
  readonly cells: number;
  /** The cells a walker can step to from `cell`; {@link outside} stands for leaving the grid. */
  neighbours(cell: number): Uint32Array;
}

/** In a neighbour list: a step here leaves an absorbing grid. */
export const outside = 0xffffffff;

/** A rectangle of square cells, cell = y · width + x, as plain data. */
export interface Lattice {
  readonly width: number;
  readonly height: number;
  readonly edge: Edge;
  /** 4: sides. 8: sides and corners. */
  readonly neighbours: 4 | 8;
}
