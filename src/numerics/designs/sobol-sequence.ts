/**
 * Sobol' sequence: points that fill the unit cube evenly, 2^k of them exactly so in every coordinate.
 *
 * Use when results are averaged over the cube, or a sweep may be cut short or go on: any beginning is a
 * design, one of 2^k points the best. Not when a budget is no power of two and dimensions are few: a Latin
 * hypercube has every stratum there.
 *
 * Sources: Sobol', USSR Comput. Math. Math. Phys. 7(4):86–112, 1967, doi 10.1016/0041-5553(67)90144-9;
 * Gray-code order, Antonov & Saleev 1979, doi 10.1016/0041-5553(79)90085-5; direction numbers,
 * sobol-directions.ts; the first point belongs to it, Owen 2020, arXiv 2008.08051.
 */
import { Purpose, Stream } from '../streams.ts';
import { seedOf, wholeNumber } from './checks.ts';
import { type Design, DesignStream } from './design.ts';
import { directions } from './sobol-directions.ts';

/** Most coordinates a {@link sobolDesign} has. */
export const sobolDimensions = directions.length + 1;

const bits = 32;
const mostPoints = 2 ** bits;

/**
 * The sequence in Gray-code order, as `scipy.stats.qmc.Sobol(dimensions, scramble=False)` gives it.
 * Coordinates are multiples of 2^-32 in [0, 1); shifted ones lie half a multiple above, in (0, 1).
 *
 * @param points      whole number from 1 to 2^32; a power of two is best
 * @param dimensions  whole number from 1 to {@link sobolDimensions}
 * @param seed        of a random digital shift: every point keeps its place in the net but none is 0, and
 *                    sequences of different seeds are independent estimates of what is averaged. Left out:
 *                    the sequence itself, whose point 0 is 0.
 *
 * Shift   each coordinate's 32 bits are exchanged where its random word has a 1 (a digital shift in base 2;
 *         L'Ecuyer & Lemieux 2002, doi 10.1007/0-306-48102-2_20)
 * Cost    O(dimensions · log index) a point
 * @throws ScenarioError where one of them is outside its range
 */
export function sobolDesign(points: number, dimensions: number, seed?: number): Design {
  wholeNumber("Sobol' sequence", 'the number of dimensions', dimensions, 1, sobolDimensions);
  wholeNumber("Sobol' sequence", 'the number of points', points, 1, mostPoints);
  const words = new Int32Array(dimensions * bits);
  for (let d = 0; d < dimensions; d++) directionWords(d, words.subarray(d * bits, (d + 1) * bits));
  const shifts = new Int32Array(dimensions);
  if (seed !== undefined) {
    seedOf("Sobol' sequence", seed);
    const stream = new Stream().open(seed, 0, DesignStream.shift, Purpose.design);
    for (let d = 0; d < dimensions; d++) shifts[d] = stream.integer(mostPoints) | 0;
  }
  const above = seed === undefined ? 0 : 0.5;
  return {
    rows: points,
    dimensions,
    point(index, out) {
      const gray = index ^ (index >>> 1);
      for (let d = 0; d < dimensions; d++) {
        let x = shifts[d]!;
        for (let g = gray, k = d * bits; g !== 0; g >>>= 1, k++) if (g & 1) x ^= words[k]!;
        out[d] = ((x >>> 0) + above) / mostPoints;
      }
    },
  };
}

/** The words v₁ … v₃₂ of one dimension, v_k = m_k · 2^(32 − k). */
function directionWords(dimension: number, out: Int32Array): void {
  const [polynomial, ...first] = dimension === 0 ? [1] : directions[dimension - 1]!.split(/\s+/).map(Number);
  const degree = first.length;
  for (let k = 0; k < bits; k++) {
    if (degree === 0) out[k] = 1 << (bits - 1 - k);
    else if (k < degree) out[k] = first[k]! << (bits - 1 - k);
    else {
      // m_k = 2 a₁ m_{k−1} ⊕ … ⊕ 2^s m_{k−s} ⊕ m_{k−s}, written for the words.
      let word = out[k - degree]! ^ (out[k - degree]! >>> degree);
      for (let j = 1; j < degree; j++) if ((polynomial! >> (degree - j)) & 1) word ^= out[k - j]!;
      out[k] = word;
    }
  }
}
