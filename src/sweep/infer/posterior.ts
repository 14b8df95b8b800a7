/** What was inferred: weighted points, and what is said of each parameter. */
import { effectiveSampleSize, weightedMean, weightedQuantile } from '../../numerics/sensitivity/weighted.ts';
import type { Columns } from '../../record/table.ts';
import { valueAt } from '../factors/values.ts';
import type { Parameter } from './inference.ts';

/** Weighted points. */
export interface Posterior {
  /** Of each parameter, the value of each point: shape [parameters][points]. */
  readonly values: readonly Float64Array[];
  /** Of each point; they sum to 1. */
  readonly weights: Float64Array;
}

/** @param points  shares of the parameters' ranges, shape [points, parameters] */
export function posteriorOf(
  parameters: readonly Parameter[],
  points: Float64Array,
  weights: Float64Array,
): Posterior {
  const d = parameters.length;
  return {
    values: parameters.map(({ values }, p) =>
      Float64Array.from(weights, (_, i) => valueAt(values, points[i * d + p]!) as number),
    ),
    weights,
  };
}

/** What is known of one parameter. */
export interface Inferred {
  readonly name: string;
  readonly prior: { readonly low: number; readonly high: number; readonly scale: 'linear' | 'log' };
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  /** The middle 95 %. */
  readonly interval: readonly [number, number];
  /** Where the data were simulated. */
  readonly truth?: number;
}

export function describe(
  parameters: readonly Parameter[],
  { values, weights }: Posterior,
  truth: Readonly<Record<string, number>>,
): Inferred[] {
  return parameters.map(({ name, values: { low, high, scale } }, p) => {
    const of = values[p]!;
    const mean = weightedMean(of, weights);
    const squares = of.map((v) => (v - mean) ** 2);
    const at = (share: number): number => weightedQuantile(of, weights, share);
    return {
      name,
      prior: { low, high, scale },
      mean,
      sd: Math.sqrt(weightedMean(squares, weights)),
      median: at(0.5),
      interval: [at(0.025), at(0.975)],
      ...(truth[name] === undefined ? {} : { truth: truth[name] }),
    };
  });
}

/** As many points of equal weight say as much. */
export function sizeOf({ weights }: Posterior): number {
  return effectiveSampleSize(weights);
}

/** A row for each point. */
export function posteriorTable(
  parameters: readonly Parameter[],
  { values, weights }: Posterior,
  more: Columns = {},
): Columns {
  return {
    ...Object.fromEntries(parameters.map(({ name }, p) => [name, values[p]!])),
    weight: weights,
    ...more,
  };
}
