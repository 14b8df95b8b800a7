/** How far the summaries of runs are from those of the data. */
import { ScenarioError } from '../../../errors.ts';
import { median } from '../../../numerics/sensitivity/quantile.ts';
import type { Distance } from '../inference.ts';

/** Of a Gaussian the standard deviation over the median absolute deviation. */
const gaussian = 1.4826;

/**
 * Spread of each summary: its median absolute deviation; where half of all values are alike, its mean absolute
 * deviation; 0 where all are. Runs without a value do not count.
 *
 * Source: Prangle, Bayesian Anal. 12 (2017), doi 10.1214/16-BA1002.
 *
 * @param summaries  shape [runs, width]
 * @returns shape [width]
 */
export function spreads(summaries: Float64Array, width: number): Float64Array {
  const runs = summaries.length / width;
  return Float64Array.from({ length: width }, (_, s) => {
    const values = Float64Array.from({ length: runs }, (_, r) => summaries[r * width + s]!).filter(
      (v) => !Number.isNaN(v),
    );
    if (values.length === 0) return 0;
    const middle = median(values);
    const away = values.map((v) => Math.abs(v - middle));
    return gaussian * median(away) || away.reduce((sum, v) => sum + v, 0) / away.length;
  });
}

/** Distance of one run: infinite where it has a summary without a value. */
export type OpenDistance = (summaries: Float64Array, row: number) => number;

/**
 * Euclidean over summaries in units of their spread. One that is the same in all runs tells nothing and is left out.
 *
 * @param scales  shape [width]
 */
export function scaledDistance(observed: Float64Array, scales: Float64Array): OpenDistance {
  const width = observed.length;
  const inverse = scales.map((scale) => (scale > 0 ? 1 / scale : 0));
  return (summaries, row) => {
    let sum = 0;
    for (let s = 0; s < width; s++) {
      const simulated = summaries[row * width + s]!;
      if (Number.isNaN(simulated)) return Number.POSITIVE_INFINITY;
      sum += ((simulated - observed[s]!) * inverse[s]!) ** 2;
    }
    return Math.sqrt(sum);
  };
}

/** @throws ScenarioError (when called) where the function gives no distance */
export function ownDistance(
  distance: Distance,
  names: readonly string[],
  observed: Float64Array,
): OpenDistance {
  const named = (row: Float64Array): Record<string, number> =>
    Object.fromEntries(names.map((name, s) => [name, row[s]!]));
  const data = named(observed);
  return (summaries, row) => {
    const here = summaries.subarray(row * names.length, (row + 1) * names.length);
    if (here.some(Number.isNaN)) return Number.POSITIVE_INFINITY;
    const value = distance(named(here), data);
    if (value >= 0) return value;
    throw new ScenarioError('`distance`', `it gave ${String(value)}`, 'It must give a number, 0 or more.');
  };
}
