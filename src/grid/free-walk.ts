/**
 * Where a walker in the plane is after a while, if no wall is near: its path is a sum of
 * independent walks along lines, columns and rows, and with 8 neighbours both diagonals.
 */
import { AliasTable, Coin } from '../numerics/samplers.ts';
import { type Displacement, displacementLaw, openDisplacement } from './displacement.ts';
import { stepX, stepY } from './lattice.ts';

/** Longest displacement along a line for which the law in the plane is tabulated. */
const tableReach = 32;
/** Chance that the table leaves out. */
const neglect = 1e-16;

/** Single walkers, by one draw each. */
export interface PlaneTable {
  /** Falls on success when a walker ends elsewhere. */
  readonly leaves: Coin;
  /** Shape [places]: displacements that are not (0, 0). */
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  /** Longest of `dx` and `dy`, either way. */
  readonly reach: number;
  /** Places, for walkers that end elsewhere. */
  readonly ends: AliasTable;
}

export interface FreeWalk {
  /** The law along each line. */
  readonly along: Displacement;
  /** Lines: 2 or 4. */
  readonly lines: number;
  /** The law in the plane; absent where walkers go too far for a table. */
  readonly plane: PlaneTable | undefined;
}

/**
 * @param directions  neighbours of a cell
 * @param mean        steps to each neighbour in the time at hand, > 0
 */
export function openFreeWalk(directions: 4 | 8, mean: number): FreeWalk {
  const along = openDisplacement(mean);
  const lines = directions / 2;
  const tabulated = along.reach > 0 && along.reach <= tableReach;
  return { along, lines, plane: tabulated ? openPlane(lines, mean) : undefined };
}

function openPlane(lines: number, mean: number): PlaneTable {
  const { law, reach } = planeLaw(lines, mean);
  const side = 2 * reach + 1;
  const places = Array.from(law.keys()).filter(
    (i) => law[i]! * law.length > neglect && i !== reach * side + reach,
  );
  const weights = places.map((i) => law[i]!);
  const ends = new AliasTable(weights);
  const dx = Int32Array.from(places, (i) => (i % side) - reach);
  const dy = Int32Array.from(places, (i) => Math.floor(i / side) - reach);
  return {
    leaves: new Coin(weights.sort((a, b) => a - b).reduce((sum, p) => sum + p, 0)),
    dx,
    dy,
    reach: Math.max(...dx, ...dy),
    ends,
  };
}

/** P(dx, dy), shape [2 reach + 1, 2 reach + 1], (0, 0) in the middle. */
function planeLaw(lines: number, mean: number): { law: Float64Array; reach: number } {
  const line = displacementLaw(mean);
  const longest = line.length - 1;
  // A column is moved by its own line and both diagonals.
  const reach = (lines - 1) * longest;
  const side = 2 * reach + 1;
  let law = new Float64Array(side * side);
  law[reach * side + reach] = 1;
  for (let l = 0; l < lines; l++) {
    const offset = stepY[2 * l]! * side + stepX[2 * l]!;
    const next = new Float64Array(law.length);
    law.forEach((p, i) => {
      if (p === 0) return;
      next[i]! += p * line[0]!;
      for (let k = 1; k <= longest; k++) {
        next[i + k * offset]! += 0.5 * p * line[k]!;
        next[i - k * offset]! += 0.5 * p * line[k]!;
      }
    });
    law = next;
  }
  return { law, reach };
}
