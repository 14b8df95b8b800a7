/**
 * Tiles: the bands of cells that threads work on.
 *
 * In the model every cell's agent is an actor: it owns its counts and its random
 * stream, and others reach it only by mail, molecules that arrive. In memory agents
 * are rows, and the tile of rows is the actor a thread runs. Cells draw from their
 * own streams and mail is integer addition, so cutting the grid changes no bit.
 */
import { ScenarioError } from '../errors.ts';
import type { Lattice } from './space.ts';

/** The cells first … last − 1. */
export interface Tile {
  readonly first: number;
  readonly last: number;
}

/**
 * Cuts a lattice into at most `n` tiles as even as possible, in the order of cells.
 *
 * Cuts lie between rows of the grid, so that most hops stay in their tile; a grid
 * of one row is cut along it. Where there are fewer rows than `n`, there are fewer tiles.
 *
 * @param n  threads to feed, 1 or more
 * @throws ScenarioError unless `n` is a whole number, 1 or more
 */
export function cutTiles(lattice: Pick<Lattice, 'width' | 'height'>, n: number): Tile[] {
  if (!Number.isInteger(n) || n < 1)
    throw new ScenarioError(
      'tiles',
      `the grid shall be cut into ${n} tiles`,
      'Give a whole number, 1 or more.',
    );
  const { width, height } = lattice;
  const strips = height > 1 ? height : width;
  const cellsPerStrip = height > 1 ? width : 1;
  const tiles = Math.min(n, strips);
  const cut = (i: number): number => Math.floor((i * strips) / tiles) * cellsPerStrip;
  return Array.from({ length: tiles }, (_, i) => ({ first: cut(i), last: cut(i + 1) }));
}
