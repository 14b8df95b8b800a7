/**
 * The rows from which Sobol' indices are worked out: A, B and mixtures of the two.
 *
 * Use for the shares of the variance, with some 1000 (d + 2) runs. Not for screening many factors:
 * `morris.ts` needs a hundredth.
 *
 * Sources: Saltelli et al., Comput. Phys. Commun. 181(2):259–270, 2010, doi 10.1016/j.cpc.2009.09.018; second
 * order, Saltelli, Comput. Phys. Commun. 145(2):280–297, 2002, doi 10.1016/S0010-4655(02)00280-1.
 */
import { wholeNumber } from './checks.ts';
import type { Design } from './design.ts';
import { sobolDesign, sobolDimensions } from './sobol-sequence.ts';

/** Most factors of a {@link saltelliDesign}. */
export const saltelliFactors = Math.floor(sobolDimensions / 2);

/** What the analysis has to know of a design. */
export interface SaltelliShape {
  readonly dimensions: number;
  readonly basePoints: number;
  readonly secondOrder: boolean;
  /** Rows of a base point: d + 2, or 2 d + 2 with second order. */
  readonly blockRows: number;
}

export interface SaltelliDesign extends Design, SaltelliShape {}

/**
 * Each base point's rows are together: A, then A with coordinate 1 … d from B, then (second order) B with
 * coordinate 1 … d from A, then B. A and B are the halves of a point of the Sobol' sequence in 2 d
 * dimensions. SALib has the same order.
 *
 * @param basePoints   whole number from 1 to 2^32; a power of two is best
 * @param dimensions   factors d; whole number from 1 to {@link saltelliFactors}
 * @param secondOrder  with the rows that second-order indices need
 * @param seed         of the digital shift of the Sobol' sequence. Left out: no shift, and the first base
 *                     point is 0 throughout
 *
 * Cost    that of a point of the Sobol' sequence
 * @throws ScenarioError where one of them is outside its range
 */
export function saltelliDesign(
  basePoints: number,
  dimensions: number,
  secondOrder: boolean,
  seed?: number,
): SaltelliDesign {
  wholeNumber('Saltelli design', 'the number of dimensions', dimensions, 1, saltelliFactors);
  const blockRows = (secondOrder ? 2 : 1) * dimensions + 2;
  wholeNumber('Saltelli design', 'the number of base points', basePoints, 1, 2 ** 32);
  const base = sobolDesign(basePoints, 2 * dimensions, seed);
  const both = new Float64Array(2 * dimensions);
  return {
    rows: basePoints * blockRows,
    dimensions,
    basePoints,
    secondOrder,
    blockRows,
    point(index, out) {
      base.point(Math.floor(index / blockRows), both);
      const row = index % blockRows;
      const mostlyB = row > dimensions;
      // The coordinate that is from the other half; −1 for A and B themselves.
      const other = row === blockRows - 1 ? -1 : mostlyB ? row - 1 - dimensions : row - 1;
      for (let d = 0; d < dimensions; d++) out[d] = both[(d === other) !== mostlyB ? dimensions + d : d]!;
    },
  };
}
