/**
 * Sobol' indices: which share of an output's variance comes from which factor.
 *
 * Sources: first order, Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018, eq. (b) of table 2; total,
 * Jansen 1999, doi 10.1016/S0010-4655(98)00154-4; second order, Saltelli 2002, doi
 * 10.1016/S0010-4655(02)00280-1.
 */
import { ScenarioError } from '../../errors.ts';
import type { SaltelliShape } from '../designs/saltelli.ts';
import { type BlockSums, blockSums, pairsOf } from './block-sums.ts';
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts';
import { checkOutputs, type Outputs } from './outputs.ts';

const where = "Sobol' indices";

export interface SobolIndicesOptions extends BootstrapOptions {
  /** Runs of each row, which differ in their seeds alone. Default 1. */
  readonly replicates?: number;
  /**
   * Whether the noise of the runs counts as variance: 'kept' (default), or 'removed', where what the indices
   * share out is the variance of the law's mean. Removing is right only where every row has seeds of its own,
   * and needs two replicates. Kept, noise of rows with their own seeds is in every total index, in full.
   */
  readonly noise?: 'kept' | 'removed';
}

/** Shares of the variance; estimates may lie a little outside [0, 1]. */
export interface FactorIndices {
  /** What would go, on average, if this factor were known. */
  readonly first: Estimate;
  /** What would stay, on average, if all others were known: with every interaction. */
  readonly total: Estimate;
}

/** What two factors do together beyond what each does alone. */
export interface PairIndex {
  /** Numbers of the factors, the first the smaller. */
  readonly factors: readonly [number, number];
  readonly second: Estimate;
}

export interface SobolIndices {
  /** One for each factor; undefined where the output does not vary, or by no more than its noise. */
  readonly factors: readonly FactorIndices[] | undefined;
  /** Every pair of factors; undefined where `factors` is, or the design has no rows for them. */
  readonly pairs: readonly PairIndex[] | undefined;
  /** Over the cube; of the means over replicates. */
  readonly mean: number;
  /** Over the cube; of the means over replicates, without the noise where that was removed; 0 or more. */
  readonly variance: number;
  /**
   * Share of the variance of those means that is the noise of so many replicates, not removed; 0 where
   * nothing varies, undefined where a row has fewer than two. With the same seeds in all rows it says how far
   * the means are off.
   */
  readonly noise: Estimate | undefined;
  /** Base points with an output in each of their rows. */
  readonly basePoints: number;
  /** Base points left out, because a row had no output. */
  readonly dropped: number;
}

/**
 * Indices with percentile intervals, by drawing base points anew. For points of a Sobol' sequence the
 * intervals are wider than they need be: they are those of random points.
 *
 * @param design   the shape of `saltelliDesign`
 * @param outputs  shape [rows, replicates], in the order of the design; a row is the mean of those it has
 *
 * Cost    O(resamples · base points · indices)
 * @throws ScenarioError where the number of outputs is another, an output is NaN or infinite, fewer than two
 *         base points are complete, or noise is to be removed that cannot be known
 */
export function sobolIndices(
  design: SaltelliShape,
  outputs: Outputs,
  options: SobolIndicesOptions,
): SobolIndices {
  const { replicates = 1, noise = 'kept' } = options;
  const { dimensions, basePoints, blockRows, secondOrder } = design;
  checkOutputs(where, outputs, basePoints * blockRows * replicates);
  const removed = noise === 'removed';
  const sums = blockSums(design, outputs, replicates, removed);
  const { units } = sums;
  if (units < 2)
    throw new ScenarioError(
      where,
      `${units} of ${basePoints} base points have all their outputs`,
      'Two are needed. Run what failed again, or with ranges where it does not.',
    );
  if (removed && !sums.noiseKnown)
    throw new ScenarioError(
      where,
      'noise is to be removed, but some row has fewer than two outputs',
      'Run two replicates or more, or keep the noise.',
    );
  const pairs = secondOrder ? pairsOf(dimensions) : [];
  const last = 2 * dimensions + pairs.length;
  const measure = (times: Float64Array, out: Float64Array): boolean => {
    const { kept, share } = variances(sums, times, removed);
    if (!(kept > 0)) return false;
    for (let d = 0; d < dimensions; d++) {
      out[d] = dot(sums.first[d]!, times) / units / kept;
      out[dimensions + d] = dot(sums.total[d]!, times) / units / kept;
    }
    pairs.forEach(([i, j], p) => {
      out[2 * dimensions + p] = dot(sums.second[p]!, times) / units / kept - out[i]! - out[j]!;
    });
    out[last] = share;
    return true;
  };
  const { kept, share } = variances(sums, new Float64Array(units).fill(1), removed);
  const found = kept > 0 ? bootstrap(units, last + 1, measure, options) : undefined;
  return {
    factors: found?.slice(0, dimensions).map((first, d) => ({ first, total: found[dimensions + d]! })),
    pairs: secondOrder
      ? found?.slice(2 * dimensions, last).map((second, p) => ({ factors: pairs[p]!, second }))
      : undefined,
    mean: sums.centre,
    variance: kept,
    noise: sums.noiseKnown ? (found?.[last] ?? { value: share, low: share, high: share }) : undefined,
    basePoints: units,
    dropped: basePoints - units,
  };
}

/**
 * The variance that is shared out, 0 where nothing is left, and the noise's share of all, for a sample in
 * which base point b occurs `times[b]` times.
 */
function variances(
  sums: BlockSums,
  times: Float64Array,
  removed: boolean,
): { readonly kept: number; readonly share: number } {
  const n = 2 * sums.units;
  const all = dot(sums.squares, times) / n - (dot(sums.sum, times) / n) ** 2;
  const noise = dot(sums.noise, times) / n;
  // Rounding leaves crumbs where nothing varies: some 1e-14 of the mean.
  const nothing = (1e-14 * sums.centre) ** 2;
  if (all <= nothing) return { kept: 0, share: 0 };
  return { kept: Math.max(0, removed ? all - noise : all), share: noise / all };
}

function dot(column: Float64Array, times: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]! * times[i]!;
  return sum;
}
