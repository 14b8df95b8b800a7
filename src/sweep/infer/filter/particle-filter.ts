/**
 * Bootstrap particle filter: rows of a kernel are guesses at the state; each observation weighs them, and those of
 * little weight give way to copies of others (systematic resampling, where less than half of the rows still count).
 * Its likelihood is unbiased however few rows there are.
 *
 * Source: Gordon, Salmond & Smith, IEE Proc. F 140 (1993), doi 10.1049/ip-f-2.1993.0015; Andrieu, Doucet & Holenstein,
 * J. R. Stat. Soc. B 72 (2010), doi 10.1111/j.1467-9868.2009.00736.x.
 */
import type { Kernel } from '../../../kernels/kernel.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';

export interface FilterTask {
  readonly kernel: Kernel;
  /** Counts at time 0, shape [species]. */
  readonly start: Int32Array;
  /** Shape [rates]. */
  readonly rates: Float64Array;
  readonly dt: number;
  /** Steps after which there is an observation, rising. */
  readonly steps: readonly number[];
  /** log P(observation | counts), of the observation of that number; counts have shape [species]. */
  readonly logChance: (observation: number, counts: Int32Array) => number;
  /** Rows. */
  readonly particles: number;
  readonly seed: number;
}

/** Estimates log P(all observations), in nats; −∞ where no row explains them. The estimate of P is unbiased. */
export function particleFilter(task: FilterTask): number {
  const { kernel, start, rates, dt, steps, logChance, particles: n, seed } = task;
  const width = start.length;
  let counts = new Int32Array(n * width);
  let spare = new Int32Array(n * width);
  for (let row = 0; row < n; row++) counts.set(start, row * width);
  // They sum to 1 after each observation.
  const weights = new Float64Array(n).fill(1 / n);
  const stream = new Stream();
  let [total, step] = [0, 0];
  for (let observation = 0; observation < steps.length; observation++) {
    for (; step < steps[observation]!; step++)
      kernel.step(counts, rates, step * dt, dt, { seed, step, firstAgent: 0 });
    total += weigh(weights, (row) => logChance(observation, counts.subarray(row * width, (row + 1) * width)));
    if (total === Number.NEGATIVE_INFINITY) return total;
    if (2 * sizeOf(weights) >= n || observation === steps.length - 1) continue;
    stream.open(seed, observation, 0, Purpose.inference);
    resample(weights, stream.uniform(), (row, from) =>
      spare.set(counts.subarray(from * width, (from + 1) * width), row * width),
    );
    [counts, spare] = [spare, counts];
  }
  return total;
}

/** Multiplies weights by chances and brings their sum back to 1. @returns log of what the sum was */
function weigh(weights: Float64Array, logChance: (row: number) => number): number {
  const logs = Float64Array.from(weights, (w, row) =>
    w > 0 ? Math.log(w) + logChance(row) : Number.NEGATIVE_INFINITY,
  );
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let row = 0; row < logs.length; row++) sum += weights[row] = Math.exp(logs[row]! - top);
  for (let row = 0; row < logs.length; row++) weights[row]! /= sum;
  return top + Math.log(sum);
}

function sizeOf(weights: Float64Array): number {
  let squares = 0;
  for (let row = 0; row < weights.length; row++) squares += weights[row]! ** 2;
  return 1 / squares;
}

/** Kitagawa, J. Comput. Graph. Stat. 5 (1996), doi 10.1080/10618600.1996.10474692. Leaves weights equal. */
function resample(weights: Float64Array, u: number, copy: (row: number, from: number) => void): void {
  const n = weights.length;
  let from = 0;
  let sum = weights[0]!;
  for (let row = 0; row < n; row++) {
    while (sum < (row + u) / n && from < n - 1) sum += weights[++from]!;
    copy(row, from);
  }
  weights.fill(1 / n);
}
