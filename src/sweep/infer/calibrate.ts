/**
 * Simulation-based calibration: where parameters are drawn from the prior and data from them, the rank of each
 * parameter among draws of its posterior is uniform, for any correct inference and whatever the data keep of the
 * truth. Too narrow a posterior piles ranks up at both ends, too wide a one in the middle.
 *
 * Source: Talts, Betancourt, Simpson, Vehtari & Gelman, 2018, arXiv 1804.06788.
 */
import { checkNames } from '../../crn/check-names.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';

export interface CalibrationTask<D> {
  readonly replicates: number;
  readonly parameters: number;
  /** Draws of each posterior that a truth is ranked among: ranks go from 0 to this. */
  readonly draws: number;
  readonly seed: number;
  /** Data at a point, shares of the parameters' ranges. */
  readonly simulate: (point: Float64Array, seed: number) => Promise<D>;
  /** What is inferred from them: shares of the ranges, shape [points, parameters], and the points' weights. */
  readonly infer: (
    data: D,
    seed: number,
  ) => Promise<{ readonly points: Float64Array; readonly weights: Float64Array }>;
  readonly onProgress?: (done: number) => void;
}

const entries = [
  'replicates',
  'parameters',
  'draws',
  'seed',
  'simulate',
  'infer',
  'onProgress',
] as const satisfies readonly (keyof CalibrationTask<unknown>)[];

/**
 * @returns ranks of the truths, shape [parameters][replicates]
 * @throws ScenarioError (a rejection) for names that mean nothing
 */
export async function calibrate<D>(task: CalibrationTask<D>): Promise<Int32Array[]> {
  checkNames('calibrate', 'task', task, entries, 'entry of a calibration');
  const { replicates, parameters: d, draws, seed } = task;
  const ranks = Array.from({ length: d }, () => new Int32Array(replicates));
  const stream = new Stream();
  for (let replicate = 0; replicate < replicates; replicate++) {
    stream.open(seed, 0, replicate, Purpose.check);
    const seedFrom = (): number => Math.floor(stream.uniform() * 2 ** 53);
    const truth = Float64Array.from({ length: d }, () => stream.uniform());
    const [dataSeed, inferenceSeed] = [seedFrom(), seedFrom()];
    const { points, weights } = await task.infer(await task.simulate(truth, dataSeed), inferenceSeed);
    const pick = picker(weights);
    for (let draw = 0; draw < draws; draw++) {
      const from = pick(stream.uniform());
      for (let p = 0; p < d; p++) if (points[from * d + p]! < truth[p]!) ranks[p]![replicate]!++;
    }
    task.onProgress?.(replicate + 1);
  }
  return ranks;
}

function picker(weights: Float64Array): (u: number) => number {
  let sum = 0;
  const upTo = weights.map((w) => (sum += w));
  return (u) => {
    const found = upTo.findIndex((s) => s > u * sum);
    return found < 0 ? weights.length - 1 : found;
  };
}

/** Pearson's test of ranks against a uniform law. */
export interface Uniformity {
  readonly statistic: number;
  readonly bins: number;
  /** Chance of a statistic as large, were ranks uniform. */
  readonly p: number;
}

/**
 * @param draws  greatest rank there can be
 * @param bins   of equal chance: a divisor of `draws + 1`, each expecting 5 ranks or more
 */
export function uniformityOf(ranks: ArrayLike<number>, draws: number, bins: number): Uniformity {
  const counts = new Float64Array(bins);
  for (let i = 0; i < ranks.length; i++) counts[Math.floor((ranks[i]! * bins) / (draws + 1))]!++;
  const expected = ranks.length / bins;
  const statistic = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  return { statistic, bins, p: chiSquareTail(statistic, bins - 1) };
}

/** P(χ² > x) of k degrees of freedom, by the sums that end for whole k (Abramowitz & Stegun, 26.4.4 and 26.4.5). */
export function chiSquareTail(x: number, k: number): number {
  if (x <= 0) return 1;
  const odd = k % 2 === 1;
  let term = odd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : Math.exp(-x / 2);
  let sum = odd ? complementaryError(Math.sqrt(x / 2)) : term;
  if (odd && k > 1) sum += term;
  for (let i = odd ? 3 : 2; i <= k - 2; i += 2) sum += term *= x / i;
  return Math.min(1, sum);
}

/** erfc(z) for z ≥ 0 by its series, or its continued fraction where that is short; to 1e-12 of itself. */
function complementaryError(z: number): number {
  if (z < 2.5) {
    let [term, sum] = [z, z];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = z;
  for (let n = 60; n >= 1; n--) fraction = z + n / 2 / fraction;
  return Math.exp(-z * z) / (Math.sqrt(Math.PI) * fraction);
}
