/** Histogram distances over whole settings: the sum, its floor, and what chance does to both. */
import { excessVariance } from '../../../numerics/chance.ts';
import { histogram, histogramDistance, mean, rangeOf } from '../../../numerics/statistics.ts';
import type { Reading } from '../readings.ts';
import { type AllSets, columnsOf, type Three } from '../sets/samples.ts';

/** Distances of one species after one lag, by setting. */
export interface Distances {
  readonly l1: number[];
  readonly iou: number[];
  readonly l1Floor: number[];
  readonly iouFloor: number[];
  /** Sum over settings of the variance of l1 − l1Floor for an exact kernel. */
  variance: number;
  /** Trajectories of a setting. */
  n: number;
}

export function noDistances(): Distances {
  return { l1: [], iou: [], l1Floor: [], iouFloor: [], variance: 0, n: 0 };
}

/** Adds the distances of one setting: three histograms over the same bins, of `n` trajectories each. */
export function addDistances(
  to: Distances,
  [exact, other, learned]: readonly [Float64Array, Float64Array, Float64Array],
  n: number,
): void {
  const [d, f] = [histogramDistance(learned, exact), histogramDistance(other, exact)];
  to.n = n;
  to.l1.push(d.l1);
  to.iou.push(d.iou);
  to.l1Floor.push(f.l1);
  to.iouFloor.push(f.iou);
  const shares = exact.map((p, b) => (p + other[b]! + learned[b]!) / 3);
  to.variance += excessVariance(shares, n);
}

/** A distance over its floor, as every kind of histogram is judged. */
export function overFloor(
  family: Reading['family'],
  what: string,
  lag: number,
  { l1, l1Floor, variance, n }: Distances,
  factor: number,
): Reading {
  const floor = mean(l1Floor);
  return {
    family,
    what,
    lag,
    value: mean(l1),
    floor,
    tolerance: (factor - 1) * floor,
    noise: Math.sqrt(variance) / l1.length,
    grain: 2 / n / l1.length,
  };
}

/** Bins of counts. */
export interface Bins {
  readonly range: { readonly low: number; readonly high: number };
  readonly n: number;
}

/** Our rule: a bin for every number from the least to the greatest; equal bins where that is more than `most`. */
export function wholeBins({ low, high }: Bins['range'], most: number): Bins {
  const numbers = high - low + 1;
  return numbers <= most
    ? { range: { low: low - 0.5, high: high + 0.5 }, n: numbers }
    : { range: { low, high }, n: most };
}

/** Histogram distances of a species, bins by our rule: of this setting's own samples. */
export function addByOurRule(to: Distances, { exact, other, learned }: Three, most: number): void {
  const { range, n } = wholeBins(rangeOf(exact, other, learned), most);
  const [h1, h2, h3] = [exact, other, learned].map((sample) => histogram(sample, range, n));
  addDistances(to, [h1!, h2!, h3!], exact.length);
}

/** Distances by the published rule, see {@link publishedDistances}. */
export interface PublishedDistances extends Distances {
  /** First half of an exact set against its second half: the published noise floor, √2 too high. */
  readonly l1Self: number[];
  readonly iouSelf: number[];
}

/**
 * The published distances: `bins` equal bins of each species over everything there is, all settings,
 * trajectories and lags of both sets and the starting states. By lag and species.
 */
export function publishedDistances(sets: AllSets, bins: number): PublishedDistances[][] {
  const { exact, learned, network } = sets;
  const width = network.species.length;
  const ranges = network.species.map((_, s) => {
    const own = rangeOfColumn([exact.starts, ...exact.first], s, width);
    return { own, all: rangeOf(...[own, rangeOfColumn([...exact.second, ...learned], s, width)].map(ends)) };
  });
  return exact.lags.map((_, lag) => {
    const tables = network.species.map((): PublishedDistances => {
      return { ...noDistances(), l1Self: [], iouSelf: [] };
    });
    for (let i = 0; i < exact.settings; i++)
      columnsOf(sets, lag, i).forEach(({ exact: e, other, learned: l }, s) => {
        const { own, all } = ranges[s]!;
        const table = tables[s]!;
        const [h1, h2, h3] = [e, other, l].map((sample) => histogram(sample, all, bins));
        addDistances(table, [h1!, h2!, h3!], e.length);
        const half = Math.floor(e.length / 2);
        const self = histogramDistance(
          histogram(e.subarray(0, half), own, bins),
          histogram(e.subarray(half, 2 * half), own, bins),
        );
        table.l1Self.push(self.l1);
        table.iouSelf.push(self.iou);
      });
    return tables;
  });
}

const ends = ({ low, high }: Bins['range']): number[] => [low, high];

function rangeOfColumn(parts: readonly Int32Array[], s: number, width: number): Bins['range'] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const counts of parts)
    for (let i = s; i < counts.length; i += width) {
      low = Math.min(low, counts[i]!);
      high = Math.max(high, counts[i]!);
    }
  return { low, high };
}
