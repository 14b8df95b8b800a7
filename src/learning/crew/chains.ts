/** A piece of many trajectories: some rows of [starts, trajectories], stepped by one kernel. */
import type { Network } from '../../crn/network.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Kernel, KernelSpec } from '../../kernels/kernel.ts';
import { pastOf, rowHistory } from '../../kernels/learned/row-history.ts';

/** Rows `from` to `from + rows − 1`; row r is trajectory r % trajectories of start r / trajectories. */
export interface ChainsWork {
  readonly kind: 'chains';
  /** Number of the opened kernel: threads keep it for the next piece. */
  readonly kernel: number;
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Number of the first of `starts`, which are those that the rows need. */
  readonly firstStart: number;
  readonly starts: Int32Array;
  /** Shape [rates], or [starts, rates]. */
  readonly rates: Float64Array;
  /** What was before the starts, shape [starts, steps, species], the oldest first; no steps where nothing is known. */
  readonly past: Int32Array;
  readonly trajectories: number;
  readonly from: number;
  readonly rows: number;
  readonly lags: readonly number[];
  readonly dt: number;
  readonly seed: number;
  readonly firstAgent: number;
  readonly firstStep: number;
  /** Learned kernels: fused multiply–add. Default: where the machine has it. */
  readonly relaxed?: boolean;
}

/**
 * Counts of the rows after each lag, shape [rows, species] each. A kernel that looks back further than what
 * is known of the steps before the starts takes its first steps exactly.
 */
export function runChains(work: ChainsWork, network: Network, kernel: Kernel): Int32Array[] {
  const { rows, from, trajectories, firstStart, lags, dt, seed, firstAgent, firstStep } = work;
  const species = network.species.length;
  const width = network.rates.length;
  const perStart = work.rates.length > width;
  const counts = new Int32Array(rows * species);
  const rates = perStart ? new Float64Array(rows * width) : work.rates;
  for (let r = 0; r < rows; r++) {
    const start = Math.floor((from + r) / trajectories) - firstStart;
    counts.set(work.starts.subarray(start * species, (start + 1) * species), r * species);
    if (perStart) rates.set(work.rates.subarray(start * width, (start + 1) * width), r * width);
  }
  const kept: Int32Array[] = [];
  const history = historyOf(work, species);
  let step = 0;
  for (const lag of lags) {
    for (; step < lag; step++)
      kernel.step(
        counts,
        rates,
        step * dt,
        dt,
        { seed, step: firstStep + step, firstAgent: firstAgent + from },
        history,
      );
    kept.push(counts.slice());
  }
  return kept;
}

/** What a kernel that looks back knows at the start of each row. */
function historyOf(
  { spec, past, starts, rows, from, trajectories, firstStart }: ChainsWork,
  species: number,
) {
  const back = pastOf(spec);
  if (back === 1) return undefined;
  const history = rowHistory(rows, species, back);
  const kept = history.counts.length / rows;
  const width = past.length / (starts.length / species);
  const shared = Math.min(width, kept);
  for (let r = 0; r < rows; r++) {
    const start = Math.floor((from + r) / trajectories) - firstStart;
    const end = (start + 1) * width;
    history.counts.set(past.subarray(end - shared, end), (r + 1) * kept - shared);
  }
  history.known.fill(shared / species);
  return history;
}

/** The rates of the starts from `first` on, up to before `end`; one row of rates is for all. */
export function startRates(network: Network, rates: Float64Array, first: number, end: number): Float64Array {
  const width = network.rates.length;
  return rates.length > width ? rates.slice(first * width, end * width) : rates;
}

/** The abstraction with its weights where threads see them without a copy. */
export function inSharedMemory(abstraction: Abstraction): Abstraction {
  const { weights } = abstraction;
  if (weights.buffer instanceof SharedArrayBuffer) return abstraction;
  const shared = new Float32Array(new SharedArrayBuffer(weights.byteLength));
  shared.set(weights);
  return { ...abstraction, weights: shared };
}
