/** How a measure goes with a factor: its mean at every level, over all that else varies, and how far runs spread. */
import {
  type Estimate,
  meanEstimate,
  type PairedDifference,
  pairedDifference,
} from '../../numerics/sensitivity/bootstrap.ts';
import { quantile } from '../../numerics/sensitivity/quantile.ts';
import type { Levels, SweepData } from './sweep-data.ts';

/** A measure at one level of a factor. */
export interface LevelResponse {
  /** Mean with its interval; undefined where fewer than two runs have a number. */
  readonly mean: Estimate | undefined;
  /** A tenth of the runs lie below, a tenth above. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
  /** Runs that are done but had no number. */
  readonly without: number;
}

/** Fewer replicates than these tell no interval by themselves. */
const leastReplicates = 4;

const seed = 1;

/**
 * Intervals are those of 95 % over replicates: each replicate is one whole set of points, so seeds that all points
 * share are drawn together, as they were run. With fewer than four replicates they are over runs.
 */
export function responseOf(data: SweepData, measure: number, { level, at }: Levels): LevelResponse[] {
  const runsAt = at.map((): number[] => []);
  level.forEach((here, run) => runsAt[here]!.push(run));
  return runsAt.map((runs, here) => {
    const values = runs.flatMap((run) => data.outputs[measure]![run] ?? []);
    if (values.length === 0) return { mean: undefined, low: 0, high: 0, runs: 0, without: runs.length };
    const sorted = Float64Array.from(values).sort();
    const units = unitsOf(data, measure, runs);
    return {
      mean: units.length >= 2 ? aroundAll(meanEstimate(units, { seed, which: here }), values) : undefined,
      low: quantile(sorted, 0.1),
      high: quantile(sorted, 0.9),
      runs: values.length,
      without: runs.length - values.length,
    };
  });
}

/** Means of replicates where there are enough of them, else the runs themselves. */
function unitsOf(data: SweepData, measure: number, runs: readonly number[]): number[] {
  const { replicates } = data.header;
  const outputs = data.outputs[measure]!;
  if (replicates < leastReplicates) return runs.flatMap((run) => outputs[run] ?? []);
  const sums = new Float64Array(replicates);
  const counts = new Float64Array(replicates);
  for (const run of runs) {
    const value = outputs[run];
    if (value === undefined) continue;
    sums[data.replicate[run]!]! += value;
    counts[data.replicate[run]!]!++;
  }
  return [...sums.keys()].flatMap((r) => (counts[r]! > 0 ? sums[r]! / counts[r]! : []));
}

/** The mean of all runs; where replicates lack runs, that is not the mean of their means. */
function aroundAll({ value, low, high }: Estimate, values: readonly number[]): Estimate {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { value: mean, low: mean + low - value, high: mean + high - value };
}

/** From the first level of a factor to its last, pair by pair of runs that share all else. */
export function contrastOf(data: SweepData, measure: number, factor: number): PairedDifference | undefined {
  const { level, at } = data.levels[factor]!;
  const outputs = data.outputs[measure]!;
  const ends = [new Map<string, number | undefined>(), new Map<string, number | undefined>()];
  for (let run = 0; run < level.length; run++) {
    const end = level[run] === 0 ? 0 : level[run] === at.length - 1 ? 1 : undefined;
    if (end === undefined) continue;
    const others = data.levels.map((other, f) => (f === factor ? '' : other.level[run])).join(' ');
    ends[end]!.set(`${others} ${data.replicate[run]}`, outputs[run]);
  }
  const shared = [...ends[0]!.keys()].filter((key) => ends[1]!.has(key));
  const [first, last] = ends.map((end) => shared.map((key) => end.get(key)));
  const whole = shared.filter((_, i) => first![i] !== undefined && last![i] !== undefined).length;
  return whole >= 2 ? pairedDifference(first!, last!, { seed, which: factor }) : undefined;
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
