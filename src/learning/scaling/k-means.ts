/**
 * Weighted k-means, each coordinate in units of its standard deviation.
 *
 * Sources: Lloyd 1982, doi 10.1109/TIT.1982.1056489; seeding, Arthur & Vassilvitskii 2007,
 * "k-means++: the advantages of careful seeding", SODA.
 */
import { Purpose, Stream } from '../../numerics/streams.ts';
import { columnMoments } from './columns.ts';

type Point = readonly number[];

const passes = 12;

/**
 * The centres of k groups of points.
 *
 * @param weights  how much each point counts, > 0
 */
export function kMeans(
  points: readonly Point[],
  weights: readonly number[],
  k: number,
  seed: number,
): number[][] {
  const n = points[0]!.length;
  const unit = columnMoments(points.flat(), n).sd.map((sd) => Math.max(sd, 1e-9));
  const distance = (a: Point, b: Point): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += ((a[i]! - b[i]!) / unit[i]!) ** 2;
    return sum;
  };
  let centres = seedCentres(points, weights, k, distance, seed);
  for (let pass = 0; pass < passes; pass++) {
    const sums = centres.map(() => new Array<number>(n + 1).fill(0));
    points.forEach((p, i) => {
      let best = 0;
      for (let c = 1; c < k; c++) if (distance(p, centres[c]!) < distance(p, centres[best]!)) best = c;
      const sum = sums[best]!;
      for (let j = 0; j < n; j++) sum[j]! += weights[i]! * p[j]!;
      sum[n]! += weights[i]!;
    });
    centres = centres.map((c, j) => (sums[j]![n]! > 0 ? c.map((_, i) => sums[j]![i]! / sums[j]![n]!) : c));
  }
  return centres;
}

/** Points far from those already chosen, more likely the farther. */
function seedCentres(
  points: readonly Point[],
  weights: readonly number[],
  k: number,
  distance: (a: Point, b: Point) => number,
  seed: number,
): number[][] {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  const centres: number[][] = [[...points[stream.integer(points.length)]!]];
  const nearest = points.map((p) => distance(p, centres[0]!));
  while (centres.length < k) {
    const pull = nearest.map((d, i) => d * weights[i]!);
    let left = stream.uniform() * pull.reduce((a, b) => a + b, 0);
    let chosen = 0;
    for (; chosen < points.length - 1; chosen++) {
      left -= pull[chosen]!;
      if (left < 0) break;
    }
    const centre = [...points[chosen]!];
    centres.push(centre);
    points.forEach((p, i) => {
      nearest[i] = Math.min(nearest[i]!, distance(p, centre));
    });
  }
  return centres;
}
