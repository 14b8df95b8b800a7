/** How a measure goes with a factor: its mean at every level, over all that else varies, and how far runs spread. */
import {
  type Estimate,
  leastForMean,
  meanEstimate,
  type PairedDifference,
  pairedDifference,
} from '../../../numerics/sensitivity/bootstrap.ts';
import { quantile } from '../../../numerics/sensitivity/quantile.ts';
import type { Levels, SweepData } from './sweep-data.ts';

/** A measure at one level of a factor. */
export interface LevelResponse {
  /** Over all runs that have a number; undefined where none has. */
  readonly mean: number | undefined;
  /** Of 95 %, about the mean; undefined with fewer than three units. */
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  /** A tenth of the runs lie below, a tenth above. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
  /** Runs without a number: failed, not done, or done without one. */
  readonly without: number;
}

const seed = 1;

/**
 * The interval is Student's, over units that know nothing of each other. Of a grid, these are replicates, each of
 * them one whole set of points: what points of one seed share is of one unit. Of other designs they are points, each
 * the mean of its runs, for which points fell into the level is chance as well; but replicates at a listed value with
 * one point.
 */
export function responseOf(data: SweepData, measure: number, factor: Levels): LevelResponse[] {
  const runsAt = factor.at.map((): number[] => []);
  factor.level.forEach((here, run) => runsAt[here]!.push(run));
  return runsAt.map((runs) => {
    const values = runs.flatMap((run) => data.outputs[measure]![run] ?? []);
    const without = runs.length - values.length;
    if (values.length === 0)
      return { mean: undefined, interval: undefined, low: 0, high: 0, runs: 0, without };
    const sorted = Float64Array.from(values).sort();
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const units = meansBy(unitsOf(data, factor, runs), data.outputs[measure]!, runs);
    return {
      mean,
      interval: units.length >= leastForMean ? around(mean, meanEstimate(units)) : undefined,
      low: quantile(sorted, 0.1),
      high: quantile(sorted, 0.9),
      runs: values.length,
      without,
    };
  });
}

/** By run: the number of its unit. */
function unitsOf(data: SweepData, { binned }: Levels, runs: readonly number[]): Int32Array {
  if (data.header.design.kind === 'grid') return data.replicate;
  const one = data.point[runs[0]!];
  return !binned && runs.every((run) => data.point[run] === one) ? data.replicate : data.point;
}

/** Means of the runs of each unit that have a number. */
function meansBy(
  unit: Int32Array,
  outputs: readonly (number | undefined)[],
  runs: readonly number[],
): number[] {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const run of runs) {
    const value = outputs[run];
    if (value === undefined) continue;
    const so = sums.get(unit[run]!) ?? { sum: 0, n: 0 };
    sums.set(unit[run]!, so);
    so.sum += value;
    so.n++;
  }
  return Array.from(sums.values(), ({ sum, n }) => sum / n);
}

/** Where units lack runs, the mean of all runs is not the mean of their means. */
function around(mean: number, { value, low, high }: Estimate): { low: number; high: number } {
  return { low: mean + low - value, high: mean + high - value };
}

/**
 * From the first level of a factor to its last, in runs that share all else. Pairs of one replicate are one unit, for
 * they may share their seed: its differences are averaged first.
 *
 * @returns undefined with fewer than three units, and where points need not share the values of other factors: for
 *          designs but the grid, and beside a factor that is told in parts
 */
export function contrastOf(data: SweepData, measure: number, factor: number): PairedDifference | undefined {
  if (data.header.design.kind !== 'grid') return undefined;
  if (data.levels.some(({ binned }, f) => f !== factor && binned)) return undefined;
  const { level, at } = data.levels[factor]!;
  const outputs = data.outputs[measure]!;
  const partners = new Map<string, number>();
  const pairOf = (run: number): string =>
    `${data.levels.map((other, f) => (f === factor ? '' : other.level[run])).join(' ')} ${data.replicate[run]}`;
  level.forEach((here, run) => {
    if (here === at.length - 1) partners.set(pairOf(run), run);
  });
  const sums = Array.from({ length: data.header.replicates }, () => ({ first: 0, last: 0, n: 0 }));
  level.forEach((here, run) => {
    if (here !== 0) return;
    const partner = partners.get(pairOf(run));
    const [first, last] = [outputs[run], partner === undefined ? undefined : outputs[partner]];
    if (first === undefined || last === undefined) return;
    const of = sums[data.replicate[run]!]!;
    of.first += first;
    of.last += last;
    of.n++;
  });
  const whole = sums.filter(({ n }) => n > 0).length;
  if (whole < leastForMean) return undefined;
  return pairedDifference(
    sums.map(({ first, n }) => (n > 0 ? first / n : undefined)),
    sums.map(({ last, n }) => (n > 0 ? last / n : undefined)),
    { seed, which: factor },
  );
}

/** Means over two factors, [levels of the first][levels of the second]; undefined where no run has a number. */
export function meansOver(
  data: SweepData,
  measure: number,
  [first, second]: readonly [Levels, Levels],
): (number | undefined)[][] {
  const sums = first.at.map(() => new Float64Array(second.at.length));
  const counts = first.at.map(() => new Float64Array(second.at.length));
  data.outputs[measure]!.forEach((value, run) => {
    if (value === undefined) return;
    sums[first.level[run]!]![second.level[run]!]! += value;
    counts[first.level[run]!]![second.level[run]!]!++;
  });
  return sums.map((row, i) =>
    Array.from(row, (sum, j) => (counts[i]![j]! > 0 ? sum / counts[i]![j]! : undefined)),
  );
}
