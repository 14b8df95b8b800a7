/** Spaces for tests. */
import { type Edge, type Lattice, outside, type Space } from '../../src/grid/space.ts';

export const edges: readonly Edge[] = ['reflect', 'wrap', 'absorb'];

export function lattice(width: number, height: number, edge: Edge, neighbours: 4 | 8): Lattice {
  return { width, height, edge, neighbours };
}

/** Every edge with 4 and 8 neighbours, on a lattice of one size. */
export function lattices(width: number, height: number): Lattice[] {
  return edges.flatMap((edge) => ([4, 8] as const).map((n) => lattice(width, height, edge, n)));
}

export const nameOf = ({ width, height, edge, neighbours }: Lattice): string =>
  `${width}×${height} ${edge} ${neighbours}`;

/** A space that is no lattice, to keep the interface honest: a ring, with a door in cell 0. */
export function dummySpace(cells: number): Space {
  return {
    cells,
    neighbours: (cell) => {
      const sides = [(cell + 1) % cells, (cell + cells - 1) % cells];
      return Uint32Array.from(cell === 0 ? [...sides, outside] : sides);
    },
  };
}
