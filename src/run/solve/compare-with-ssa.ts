/** Solved laws against exact simulation: how far histograms are from them, and how far chance alone takes them. */
import { startLaw } from '../../cme/fsp/start-law.ts';
import type { Joint, Law } from '../../cme/law.ts';
import type { VanLaw } from '../../cme/van/van-law.ts';
import { ScenarioError } from '../../errors.ts';
import { simulateEnsemble } from '../replicates/ensemble.ts';
import type { Cell } from '../scenario.ts';
import type { LawRow } from './laws/format.ts';
import type { SolveTask } from './task.ts';

export interface CompareOptions {
  readonly trajectories: number;
  readonly seed: number;
  readonly threads?: number;
  readonly timeUnit: string;
  readonly onRecord?: (time: number) => void;
}

/** How far shares of trajectories are from a law. */
export interface Apart {
  /** ½ Σ|share − P|. */
  readonly distance: number;
  /** What this distance is on average where the law is exact. */
  readonly floor: number;
  /** What it exceeds in one of a million comparisons where every law is exact. */
  readonly limit: number;
}

/** One species at one time. */
export interface Histogram extends Apart {
  /** Share of trajectories with n of them, at [n]. */
  readonly shares: Float64Array;
}

/** Two species together at one time. */
export interface PairHistogram extends Apart {
  readonly pair: readonly [string, string];
}

export interface Comparison {
  readonly trajectories: number;
  /** Shape [times][species]. */
  readonly histograms: readonly (readonly Histogram[])[];
  /** Shape [times][pairs]; none at a time whose law was not kept. */
  readonly pairs: readonly (readonly PairHistogram[])[];
}

/** That any histogram of an exact law is beyond its limit. */
const chance = 1e-6;
/** Records of all trajectories between 0 and the last time. */
const mostRecords = 5000;
/** Pairs of species that are looked at, the most correlated ones. */
const mostPairs = 200;

/**
 * @param lawAt  the law at time number `i`, for pairs of species
 * @throws ScenarioError where the times have no common step to simulate by
 */
export async function compareWithSsa(
  task: SolveTask,
  rows: readonly LawRow[],
  lawAt: (i: number) => Promise<Law | undefined>,
  options: CompareOptions,
): Promise<Comparison> {
  const { trajectories, seed, threads, timeUnit, onRecord } = options;
  const { species } = task.network;
  const times = rows.map((row) => row.time);
  const every = commonStep(times);
  const { network, rates } = task;
  const ensemble = await simulateEnsemble({
    ...{ network, rates, trajectories, seed, timeUnit, every },
    start: drawn(task),
    until: times.at(-1)!,
    keep: true,
    ...(threads === undefined ? {} : { threads }),
    ...(onRecord === undefined ? {} : { onRecord }),
  });
  const tests =
    rows.length * (species.length + Math.min(mostPairs, (species.length * (species.length - 1)) / 2));
  const histograms: Histogram[][] = [];
  const pairs: PairHistogram[][] = [];
  for (const [i, row] of rows.entries()) {
    const counts = ensemble.counts[Math.round(row.time / every)]!;
    const law = await lawAt(i);
    const look = comparer(trajectories, (law as Partial<VanLaw> | undefined)?.samples ?? 0, tests);
    histograms.push(
      species.map((_, s) => {
        const shares = histogram(counts, s, species.length);
        return { shares, ...look(shares, row.marginals[s]!) };
      }),
    );
    pairs.push(
      (law ? pairsOf(species, row) : []).map(([a, b]) => {
        const joint = law!.joint(species[a]!, species[b]!);
        const [own, theirs] = sameShape(counts, species.length, a, b, joint);
        return { pair: [species[a]!, species[b]!], ...look(own, theirs) };
      }),
    );
  }
  return { trajectories, histograms, pairs };
}

/**
 * Compares shares of trajectories with a law, itself perhaps shares of `draws`: two histograms differ as
 * one of fewer draws does from its law.
 */
function comparer(trajectories: number, draws: number, tests: number) {
  const variance = 1 / trajectories + (draws > 0 ? 1 / draws : 0);
  const deviation = absoluteDeviation(Math.round(1 / variance));
  // One trajectory moves the distance by 1/trajectories at most: McDiarmid's inequality.
  const spread = Math.sqrt((Math.log(tests / chance) * variance) / 2);
  return (shares: Float64Array, law: Float64Array): Apart => {
    let [distance, floor] = [0, 0];
    for (let n = 0; n < Math.max(law.length, shares.length); n++) {
      distance += Math.abs((law[n] ?? 0) - (shares[n] ?? 0)) / 2;
      floor += deviation(law[n] ?? 0) / 2;
    }
    return { distance, floor, limit: floor + spread };
  };
}

/** Columns of species that come in pairs, the most correlated first. */
function pairsOf(species: readonly string[], { covariance }: LawRow): (readonly [number, number])[] {
  const n = species.length;
  const correlation = ([a, b]: readonly [number, number]): number => {
    const spread = Math.sqrt(covariance[a * n + a]! * covariance[b * n + b]!);
    return spread > 0 ? Math.abs(covariance[a * n + b]!) / spread : 0;
  };
  return species
    .flatMap((_, a) => species.slice(a + 1).map((__, i) => [a, a + 1 + i] as const))
    .sort((p, q) => correlation(q) - correlation(p))
    .slice(0, mostPairs);
}

/** Shares of two species together among trajectories, and the law, over the counts that either has. */
function sameShape(
  counts: Int32Array,
  width: number,
  a: number,
  b: number,
  { shape, values }: Joint,
): [Float64Array, Float64Array] {
  let [rows, columns] = shape as [number, number];
  for (let at = 0; at < counts.length; at += width) {
    rows = Math.max(rows, counts[at + a]! + 1);
    columns = Math.max(columns, counts[at + b]! + 1);
  }
  const [shares, law] = [new Float64Array(rows * columns), new Float64Array(rows * columns)];
  for (let at = 0; at < counts.length; at += width)
    shares[counts[at + a]! * columns + counts[at + b]!]! += width / counts.length;
  values.forEach((p, k) => {
    law[Math.floor(k / shape[1]) * columns + (k % shape[1])] = p;
  });
  return [shares, law];
}

/** Counts, or one of the states of the law to start from. */
function drawn({ network, start, maxStates }: SolveTask) {
  if (start.kind !== 'poisson' && start.kind !== 'listed') return start as Readonly<Record<string, number>>;
  const { species } = network;
  const { states, probability } = startLaw('start', start, species, 1e-12, maxStates);
  const below = new Float64Array(probability.length);
  let sum = 0;
  probability.forEach((p, i) => {
    sum += p;
    below[i] = sum;
  });
  return (cell: Cell): Readonly<Record<string, number>> => {
    const at = cell.random() * sum;
    let [low, high] = [0, below.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (below[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return Object.fromEntries(species.map((name, s) => [name, states[low * species.length + s]!]));
  };
}

/** The longest step that every time is a multiple of. */
function commonStep(times: readonly number[]): number {
  const last = times.at(-1)!;
  for (let scale = 1; scale <= 1e6; scale *= 10) {
    const whole = times.map((time) => Math.round(time * scale));
    if (times.some((time, i) => Math.abs(time * scale - whole[i]!) > 1e-9 * Math.max(1, whole[i]!))) continue;
    const step = whole.reduce(commonDivisor, 0);
    if (step > 0 && whole.at(-1)! / step <= mostRecords) return step / scale;
    break;
  }
  throw new ScenarioError(
    '--compare ssa',
    last === 0
      ? 'nothing has happened at time 0'
      : `times ${times.join(', ')} have no common step of ${last / mostRecords} or more`,
    'Report times that are multiples of a longer step.',
  );
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function histogram(counts: Int32Array, column: number, width: number): Float64Array {
  let most = 0;
  for (let i = column; i < counts.length; i += width) most = Math.max(most, counts[i]!);
  const shares = new Float64Array(most + 1);
  for (let i = column; i < counts.length; i += width) shares[counts[i]!]! += width / counts.length;
  return shares;
}

/**
 * E|X/n − p| of a binomial count X of n: 2 ν (1 − p) P(X = ν) / n with ν = ⌊np⌋ + 1
 * (De Moivre; Diaconis & Zabell, Statist. Sci. 6 (1991), doi 10.1214/ss/1177011699).
 */
function absoluteDeviation(n: number): (p: number) => number {
  const logFactorial = new Float64Array(n + 2);
  for (let k = 2; k < logFactorial.length; k++) logFactorial[k] = logFactorial[k - 1]! + Math.log(k);
  return (p) => {
    const v = Math.floor(n * p) + 1;
    if (!(p > 0) || v > n) return 0;
    const ways = logFactorial[n]! - logFactorial[v]! - logFactorial[n - v]!;
    return (2 * v * Math.exp(ways + v * Math.log(p) + (n - v + 1) * Math.log1p(-p))) / n;
  };
}
