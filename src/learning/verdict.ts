/**
 * The verdict on a learned kernel: one step and a few steps against exact SSA, from
 * many states, beside the distance that two exact sets of the same size have; and the
 * identities that must hold exactly. A plain pass or fail against named limits.
 *
 * Histogram distances: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788, eqs. 5 and 6,
 * on whole-number bins where the range is no wider than the paper's 200.
 */
import type { Network } from '../crn/network.ts';
import type { Abstraction, LagDistance, Range, Verdict } from '../kernels/abstraction.ts';
import type { Counts, Kernel, LawKernel } from '../kernels/kernel.ts';
import { FewEvents } from '../kernels/mdn/few-events.ts';
import { openMdn } from '../kernels/mdn.ts';
import { openSsa } from '../kernels/ssa.ts';
import { histogram, histogramDistance, mean, rangeOf, standardDeviation } from '../numerics/statistics.ts';
import type { RowStreams } from '../numerics/streams.ts';
import { drawStarts, type Starts } from './starts.ts';

export interface VerdictOptions {
  /** Least and greatest count of each species in starting states; and of each rate constant. */
  readonly ranges: readonly Range[];
  readonly rates: readonly Range[];
  /** Starting states. Default 24. */
  readonly states?: number;
  /** Trajectories from each. Default 4000, or as many as cost some 2e10 events, at least 500. */
  readonly trajectories?: number;
  /** Numbers of steps after which laws are compared. Default 1, 3 and 10. */
  readonly lags?: readonly number[];
  /** Histogram distance over its noise floor, worst species and lag. Default 1.3. */
  readonly distanceOverFloor?: number;
  /** Default: that of the training. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

/** The papers' number of bins. */
const mostBins = 200;
/** What a histogram distance may exceed any multiple of its floor by: floors of certain species are 0. */
const slack = 0.002;
/** Starts of verdicts have numbers that no training uses. */
const firstStart = 3 * 2 ** 30;
const mostTrajectories = 4000;
const leastTrajectories = 500;
/** Exact events that a verdict may cost: some minutes. */
const fairPrice = 2e10;
/** An entropy is estimated where each distinct outcome was seen this often on average. */
const enough = 20;

/**
 * Judges a learned kernel by itself, without any route to exact SSA.
 *
 * @throws the reason of `signal` when it is aborted
 */
export async function judge(
  network: Network,
  abstraction: Abstraction,
  options: VerdictOptions,
): Promise<Verdict> {
  const { dt, shape } = abstraction;
  const { states = 24, lags = [1, 3, 10], distanceOverFloor = 1.3 } = options;
  const seed = options.seed ?? abstraction.provenance.seed;
  const learned = await openMdn({ kind: 'mdn', outside: 'learned', ...shape }, { network, abstraction });
  const ssa = await openSsa({ network });
  const design = { network, dt, seed, counts: options.ranges, rates: options.rates };
  // Some starts are absorbing: they are checked, not compared.
  const starts = drawStarts(design, 4 * states, ssa, firstStart);
  const longest = Math.max(...lags);
  const trajectories =
    options.trajectories ??
    affordable(ssa, starts, 2 * states * longest, { dt, seed, step: 0, firstAgent: 0 });
  const few = new FewEvents(network);
  const tables = lags.map(() =>
    network.species.map(
      (): Distances => ({ l1: [], iou: [], l1Floor: [], iouFloor: [], shift: [], shiftFloor: [] }),
    ),
  );
  const violations = { support: 0, conservation: 0, negative: 0, absorbing: 0 };
  const excess: number[] = [];
  let judged = 0;
  for (let i = 0; i < starts.rows && judged < states; i++) {
    options.signal?.throwIfAborted();
    options.onProgress?.(judged / states);
    const from = starts.counts.subarray(i * network.species.length, (i + 1) * network.species.length);
    const rates = starts.rates.slice(i * network.rates.length, (i + 1) * network.rates.length);
    few.propensities(from, 0, rates, 0);
    const crowd = (): Counts =>
      Int32Array.from({ length: trajectories * from.length }, (_, k) => from[k % from.length]!);
    if (few.a0 === 0) {
      const moved = crowd();
      learned.step(moved, rates, 0, dt, { seed, step: 0, firstAgent: 0 });
      violations.absorbing += countRows(moved, from, (row) => row.some((n, s) => n !== from[s]));
      continue;
    }
    const sets = [crowd(), crowd(), crowd()] as const;
    for (let step = 0; step < longest; step++) {
      learned.step(sets[0], rates, step * dt, dt, { seed, step, firstAgent: judged * trajectories });
      for (const [k, set] of [sets[1], sets[2]].entries())
        ssa.step(set, rates, step * dt, dt, { seed: seed + 1 + k, step, firstAgent: judged * trajectories });
      if (step === 0) {
        const one = judgeStep(learned, crowd(), sets[1], rates, dt, from.length);
        violations.support += one.impossible;
        if (one.excess !== undefined) excess.push(one.excess);
      }
      const tested = tables[lags.indexOf(step + 1)] ?? [];
      for (const [s, table] of tested.entries())
        compare(
          table,
          sets.map((set) => column(set, s, from.length)),
        );
      addViolations(violations, network, sets[0], from);
    }
    judged++;
  }
  const distances = tables.flatMap((species, lag) =>
    species.map((table, s) => summary(table, network.species[s]!, lags[lag]!)),
  );
  const failures = [
    ...Object.entries(violations).flatMap(([name, n]) => (n > 0 ? [`${n} violations of ${name}`] : [])),
    ...distances.flatMap((d) =>
      d.l1 > distanceOverFloor * d.l1Floor + slack
        ? [`${d.species} after ${d.lag} steps: distance ${d.l1.toFixed(4)}, floor ${d.l1Floor.toFixed(4)}`]
        : [],
    ),
    ...(judged === 0 ? ['no state of the ranges does anything'] : []),
  ];
  return {
    pass: failures.length === 0,
    failures,
    distances,
    ...(2 * excess.length >= judged && excess.length > 0 ? { excess: mean(excess) } : {}),
    violations,
    limits: { distanceOverFloor, slack },
    states: judged,
    trajectories,
    seed,
  };
}

/** Trajectories of `steps` steps in all that can be simulated exactly at a fair price. */
function affordable(ssa: Kernel, { counts, rates, rows }: Starts, steps: number, rng: Pilot): number {
  const before = ssa.tally.events;
  ssa.step(counts.slice(), rates, 0, rng.dt, rng);
  const perStep = (ssa.tally.events - before) / rows;
  return Math.min(mostTrajectories, Math.max(leastTrajectories, Math.round(fairPrice / (perStep * steps))));
}

type Pilot = RowStreams & { readonly dt: number };

/** Distances of one species and lag, state by state. */
interface Distances {
  readonly l1: number[];
  readonly iou: number[];
  readonly l1Floor: number[];
  readonly iouFloor: number[];
  readonly shift: number[];
  readonly shiftFloor: number[];
}

/** Adds the distances of learned to exact, and of two exact sets. */
function compare(to: Distances, [learned, exact, other]: readonly Int32Array[]): void {
  const { low, high } = rangeOf(learned!, exact!, other!);
  const whole = high - low < mostBins;
  const range = whole ? { low: low - 0.5, high: high + 0.5 } : { low, high };
  const bins = whole ? high - low + 1 : mostBins;
  const [h1, h2, h3] = [learned!, exact!, other!].map((sample) => histogram(sample, range, bins));
  const distance = histogramDistance(h1!, h2!);
  const floor = histogramDistance(h3!, h2!);
  to.l1.push(distance.l1);
  to.iou.push(distance.iou);
  to.l1Floor.push(floor.l1);
  to.iouFloor.push(floor.iou);
  // A species that never moves has no standard deviation to measure by.
  const sd = Math.max(standardDeviation(exact!), 0.1);
  to.shift.push(Math.abs(mean(learned!) - mean(exact!)) / sd);
  to.shiftFloor.push(Math.abs(mean(other!) - mean(exact!)) / sd);
}

function summary(d: Distances, species: string, lag: number): LagDistance {
  return {
    species,
    lag,
    l1: mean(d.l1),
    iou: mean(d.iou),
    l1Floor: mean(d.l1Floor),
    iouFloor: mean(d.iouFloor),
    meanShift: mean(d.shift),
    meanShiftFloor: mean(d.shiftFloor),
  };
}

/**
 * Exact moves that the learned law holds impossible, and how many nats more than the exact
 * law it needs; the entropy of the exact law is that of the sample, with Miller and Madow's correction.
 */
function judgeStep(
  learned: LawKernel,
  before: Counts,
  after: Counts,
  rates: Float64Array,
  dt: number,
  species: number,
): { impossible: number; excess: number | undefined } {
  const n = after.length / species;
  const log = new Float64Array(n);
  learned.logProb(before, after, rates, dt, log);
  const seen = new Map<string, number>();
  let cross = 0;
  let impossible = 0;
  for (let r = 0; r < n; r++) {
    const key = after.subarray(r * species, (r + 1) * species).join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
    if (log[r] === Number.NEGATIVE_INFINITY) impossible++;
    else cross -= log[r]! / n;
  }
  let entropy = (seen.size - 1) / (2 * n);
  for (const times of seen.values()) entropy -= (times / n) * Math.log(times / n);
  return { impossible, excess: enough * seen.size <= n && impossible === 0 ? cross - entropy : undefined };
}

function addViolations(
  to: { conservation: number; negative: number },
  { laws }: Network,
  counts: Counts,
  from: Int32Array,
): void {
  to.negative += countRows(counts, from, (row) => row.some((n) => n < 0));
  const total = (coefficients: readonly number[], row: Int32Array): number =>
    row.reduce((sum, n, s) => sum + n * coefficients[s]!, 0);
  to.conservation += countRows(counts, from, (row) =>
    laws.some(({ coefficients }) => total(coefficients, row) !== total(coefficients, from)),
  );
}

function countRows(counts: Counts, from: Int32Array, is: (row: Int32Array) => boolean): number {
  let count = 0;
  for (let at = 0; at < counts.length; at += from.length)
    if (is(counts.subarray(at, at + from.length))) count++;
  return count;
}

function column(counts: Counts, s: number, species: number): Int32Array {
  return Int32Array.from({ length: counts.length / species }, (_, r) => counts[r * species + s]!);
}
