/**
 * Latin hypercube: in every coordinate each of n equal strata holds exactly one point.
 *
 * Use when a budget of any size is spent at once and effects are mostly additive. Not when points may be
 * added later: only the whole of it is stratified.
 *
 * Source: McKay, Beckman & Conover, Technometrics 21(2):239–245, 1979, doi 10.2307/1268522.
 */
import { Purpose, Stream } from '../streams.ts';
import { seedOf, wholeNumber } from './checks.ts';
import { type Design, DesignStream } from './design.ts';
import { mostPermuted, Permutation } from './permutation.ts';

/**
 * A random Latin hypercube. Coordinates in [0, 1), uniform within their stratum.
 *
 * @param points      whole number from 1 to 2^31 − 1
 * @param dimensions  whole number from 1 to 4096
 *
 * Cost    O(dimensions · log points) a point
 * Memory  O(dimensions · log points), no table of points
 * @throws ScenarioError where one of them is outside its range
 */
export function latinHypercubeDesign(points: number, dimensions: number, seed: number): Design {
  wholeNumber('Latin hypercube', 'the number of dimensions', dimensions, 1, 4096);
  wholeNumber('Latin hypercube', 'the number of points', points, 1, mostPermuted);
  seedOf('Latin hypercube', seed);
  const stream = new Stream().open(seed, 0, DesignStream.keys, Purpose.design);
  const strata = Array.from({ length: dimensions }, () => new Permutation(points, stream));
  const within = new Stream();
  return {
    rows: points,
    dimensions,
    point(index, out) {
      within.open(seed, index, DesignStream.within, Purpose.design);
      for (let d = 0; d < dimensions; d++)
        // The upper end of a stratum belongs to the next one, also after rounding.
        out[d] = Math.min((strata[d]!.at(index) + within.uniform()) / points, belowOne);
    },
  };
}

/** Largest number below 1. */
const belowOne = 1 - Number.EPSILON / 2;
