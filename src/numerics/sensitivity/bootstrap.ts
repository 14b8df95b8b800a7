/**
 * How sure a number from a sample is. A mean has a formula; all else is worked out again from samples drawn from the
 * sample itself.
 *
 * Not the latter for fewer than some ten units, nor for extremes: the interval is too narrow there.
 *
 * Source: percentile bootstrap, Efron 1979, doi 10.1214/aos/1176344552.
 */
import { ScenarioError } from '../../errors.ts';
import { mean, standardDeviation, standardError, studentQuantile } from '../statistics.ts';
import { Purpose, Stream } from '../streams.ts';
import { checkOutputs, type Outputs } from './outputs.ts';
import { chanceFrom, quantile } from './quantile.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** How often the interval is to hold the truth, between 0 and 1. Default 0.95. */
  readonly level?: number;
  /** Samples drawn anew, 1 or more. Default 1000. */
  readonly resamples?: number;
  /** Number of the question: different ones share no randomness. Default 0. */
  readonly which?: number;
}

/** A number and the interval that holds the truth, as often as was asked for. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates of several statistics of the same units.
 *
 * @param units       two or more: what is drawn, with replacement, as many as there are
 * @param statistics  how many numbers `measure` gives
 * @param measure     writes the statistics of the sample in which unit i occurs `times[i]` times; false where
 *                    it has none. Such samples are left out; the sample itself, all times 1, must have them.
 * @returns  as many estimates as there are statistics; where no drawn sample had any, intervals of length 0
 * @throws ScenarioError where an option is outside its range
 */
export function bootstrap(
  units: number,
  statistics: number,
  measure: (times: Float64Array, out: Float64Array) => boolean,
  { seed, level = 0.95, resamples = 1000, which = 0 }: BootstrapOptions,
): Estimate[] {
  chanceFrom('bootstrap', level);
  if (!(units >= 2))
    throw new ScenarioError('bootstrap', `there are ${units} units`, 'It needs 2 or more to be any sure.');
  if (!(Number.isInteger(resamples) && resamples >= 1))
    throw new ScenarioError(
      'bootstrap',
      `resamples is ${resamples}`,
      'It must be a whole number, 1 or more.',
    );
  const times = new Float64Array(units).fill(1);
  const out = new Float64Array(statistics);
  measure(times, out);
  const values = out.slice();
  const drawn = values.map(() => 0);
  const found = Array.from(drawn, () => new Float64Array(resamples));
  const stream = new Stream().open(seed, which, 0, Purpose.bootstrap);
  let kept = 0;
  for (let b = 0; b < resamples; b++) {
    times.fill(0);
    for (let i = 0; i < units; i++) times[stream.integer(units)]!++;
    if (!measure(times, out)) continue;
    for (let s = 0; s < statistics; s++) found[s]![kept] = out[s]!;
    kept++;
  }
  return found.map((all, s) => {
    const value = values[s]!;
    if (kept === 0) return { value, low: value, high: value };
    const sorted = all.subarray(0, kept).sort();
    return { value, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
  });
}

/** Fewer units than these say too little of how they spread: an interval would be 13 deviations wide and more. */
export const leastForMean = 3;

/**
 * The mean with its interval by Student's law, which allows for how ill few units tell their spread. Exact for
 * normal units; close for others that are not very skew.
 *
 * @param sample  three units or more, independent of each other
 * @param level   how often the interval is to hold the truth, between 0 and 1
 * @throws ScenarioError for fewer, or a value that is none
 */
export function meanEstimate(sample: ArrayLike<number>, level = 0.95): Estimate {
  chanceFrom('mean', level);
  checkOutputs('mean', sample, sample.length);
  if (sample.length < leastForMean)
    throw new ScenarioError('mean', `there are ${sample.length} units`, 'Its interval needs 3 or more.');
  const value = mean(sample);
  const half = studentQuantile((1 + level) / 2, sample.length - 1) * standardError(sample);
  return { value, low: value - half, high: value + half };
}

/** The median of a sample of two or more, with its interval from drawn samples. */
export function medianEstimate(sample: ArrayLike<number>, options: BootstrapOptions): Estimate {
  checkOutputs('bootstrap', sample, sample.length);
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  const measure = (times: Float64Array, out: Float64Array): boolean => {
    out[0] = (ranked(sorted, times, (n - 1) >> 1) + ranked(sorted, times, n >> 1)) / 2;
    return true;
  };
  return bootstrap(n, 1, measure, options)[0]!;
}

/** Value `rank`, from 0, of the sorted sample in which value i occurs `times[i]` times. */
function ranked(sorted: Float64Array, times: Float64Array, rank: number): number {
  let i = 0;
  for (let passed = times[0]!; passed <= rank; passed += times[i]!) i++;
  return sorted[i]!;
}

/** How two settings differ that were run with the same seeds. */
export interface PairedDifference {
  /** Second less first. */
  readonly mean: Estimate;
  /** Median of the differences of pairs, which is not the difference of the medians. */
  readonly median: Estimate;
  /**
   * Of the two, pair by pair; 0 where one of them does not vary. The nearer to 1, the more common seeds
   * helped.
   */
  readonly correlation: number;
  readonly pairs: number;
  /** Pairs left out, because one of them gave no number. */
  readonly dropped: number;
}

/**
 * Second less first, pair by pair: with common random numbers what both share falls out.
 *
 * @param first   one number for each seed
 * @param second  the same seeds, in the same order
 * @throws ScenarioError where lengths differ, or fewer than three pairs are complete
 */
export function pairedDifference(
  first: Outputs,
  second: Outputs,
  options: BootstrapOptions,
): PairedDifference {
  checkOutputs('paired difference', first, first.length);
  checkOutputs('paired difference', second, first.length);
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i], second[i]];
    if (x === undefined || y === undefined) continue;
    a.push(x);
    b.push(y);
  }
  const differences = a.map((x, i) => b[i]! - x);
  return {
    mean: meanEstimate(differences, options.level),
    median: medianEstimate(differences, options),
    correlation: correlation(a, b),
    pairs: a.length,
    dropped: first.length - a.length,
  };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const scale = (a.length - 1) * standardDeviation(a) * standardDeviation(b);
  if (scale === 0) return 0;
  const product = a.reduce((sum, x, i) => sum + (x - meanA) * (b[i]! - meanB), 0);
  // Rounding leaves a perfect one a little outside.
  return Math.min(1, Math.max(-1, product / scale));
}
