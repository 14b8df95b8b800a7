/**
 * How likely exact steps are under the learned law. Two numbers: the excess over the entropy of
 * the exact law, where outcomes repeat often enough for that entropy to be estimated; and, for
 * every law, the surprise: how much less likely exact steps are to it than its own.
 */
import { mean } from '../../../numerics/statistics.ts';
import type { LeftOut } from '../left-out.ts';
import type { Limits } from '../limits.ts';
import type { Reading } from '../readings.ts';
import type { AllSets } from '../sets/samples.ts';

/** log P(after | before) of rows from one start, nats, to `out`; rates are shared. */
export type LogProb = (
  before: Int32Array,
  after: Int32Array,
  rates: Float64Array,
  out: Float64Array,
  of: StepOf,
) => void | Promise<void>;

/** What decides a step besides the state and the rates. */
export interface StepOf {
  readonly dt: number;
  /** States before the start, shape [steps, species], the oldest first. */
  readonly past: Int32Array;
}

/** An entropy is estimated where each distinct outcome was seen this often on average. */
const enough = 20;
/** Settings of every hundred that an excess must be known for. */
const mostOfThem = 50;

export interface Likelihood {
  readonly readings: readonly Reading[];
  /** States whose outcomes hardly repeat. */
  readonly leftOut: readonly LeftOut[];
  /** Exact steps that the learned law holds impossible; and its own: sampler and law must agree. */
  readonly impossible: number;
  /** Nats per step, mean over the settings where it is known; absent where those are fewer than half. */
  readonly excess?: number;
}

/** Reads the sets after one step; nothing where no lag is 1. */
export async function likelihoodOf(
  { exact, learned, network }: AllSets,
  logProb: LogProb,
  limits: Limits,
): Promise<Likelihood> {
  const lag = exact.lags.indexOf(1);
  if (lag < 0) return { readings: [], leftOut: [], impossible: 0 };
  const species = network.species.length;
  const n = exact.trajectories;
  const excess = { values: [] as number[], variance: 0 };
  const surprise = { values: [] as number[], variance: 0, reach: 0 };
  let impossible = 0;
  for (let i = 0; i < exact.settings; i++) {
    const start = exact.starts.subarray(i * species, (i + 1) * species);
    const rates = exact.rates.slice(i * network.rates.length, (i + 1) * network.rates.length);
    const before = Int32Array.from({ length: n * species }, (_, k) => start[k % species]!);
    const back = exact.past.length / exact.settings;
    const step = { dt: exact.lengths[i]!, past: exact.past.slice(i * back, (i + 1) * back) };
    const of = async (counts: Int32Array): Promise<{ after: Int32Array; logs: Float64Array }> => {
      const after = counts.slice(i * n * species, (i + 1) * n * species);
      const logs = new Float64Array(n);
      await logProb(before, after, rates, logs, step);
      return { after, logs };
    };
    const [theirs, own] = [await of(exact.first[lag]!), await of(learned[lag]!)];
    const missed = impossibleIn(theirs.logs);
    impossible += missed + impossibleIn(own.logs);
    const [a, b] = [momentsOf(theirs.logs), momentsOf(own.logs)];
    if (a && b) {
      surprise.values.push(b.mean - a.mean);
      surprise.variance += (a.variance + b.variance) / n;
      surprise.reach = Math.max(surprise.reach, a.high - a.low, b.high - b.low);
    }
    const outcomes = entropyOf(theirs.after, species);
    if (!a || missed > 0 || enough * outcomes.distinct > n) continue;
    excess.values.push(-a.mean - outcomes.entropy);
    excess.variance += Math.max(outcomes.distinct - 1, 1) / 2 / n ** 2;
  }
  const known = excess.values.length;
  const half = known > 0 && 100 * known >= mostOfThem * exact.settings;
  const [x, s] = [excess.values, surprise.values];
  const readings: Reading[] = [];
  if (half)
    readings.push({
      family: 'excess',
      what: `one step, ${known} of ${exact.settings} states`,
      lag: 1,
      value: mean(x),
      floor: 0,
      tolerance: limits.excess,
      noise: Math.sqrt(excess.variance) / known,
      grain: Math.log(n) / n / known,
    });
  if (s.length > 0)
    readings.push({
      family: 'surprise',
      what: 'one step',
      lag: 1,
      value: mean(s),
      floor: 0,
      tolerance: limits.surprise,
      noise: Math.sqrt(surprise.variance) / s.length,
      grain: surprise.reach / n / s.length,
      twoSided: true,
    });
  const leftOut = excessLeftOut(half ? known : 0, exact.settings);
  return { readings, leftOut, impossible, ...(half ? { excess: mean(x) } : {}) };
}

function excessLeftOut(compared: number, of: number): LeftOut[] {
  return [{ family: 'excess', what: 'one step', lag: 1, left: of - compared, of }];
}

function impossibleIn(logs: Float64Array): number {
  return logs.filter((log) => log === Number.NEGATIVE_INFINITY).length;
}

function momentsOf(
  logs: Float64Array,
): { mean: number; variance: number; low: number; high: number } | undefined {
  const finite = logs.filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  const middle = mean(finite);
  const variance = finite.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (finite.length - 1);
  const [low, high] = finite.reduce(
    ([l, h], v) => [Math.min(l, v), Math.max(h, v)],
    [0, Number.NEGATIVE_INFINITY],
  );
  return { mean: middle, variance, low, high };
}

/** Entropy of a sample of rows in nats, with Miller and Madow's correction, and its number of distinct rows. */
function entropyOf(after: Int32Array, species: number): { entropy: number; distinct: number } {
  const n = after.length / species;
  const seen = new Map<string, number>();
  for (let r = 0; r < n; r++) {
    const key = after.subarray(r * species, (r + 1) * species).join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  let entropy = (seen.size - 1) / (2 * n);
  for (const times of seen.values()) entropy -= (times / n) * Math.log(times / n);
  return { entropy, distinct: seen.size };
}
