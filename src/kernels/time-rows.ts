/** What a kernel costs, measured on rows. */
import type { Network } from '../crn/network.ts';
import type { Counts, Kernel, RowHistory } from './kernel.ts';

/** Rows such as a run steps. */
export interface SampleRows {
  /** Shape [rows, species]. */
  readonly counts: Counts;
  /** Shape [rates] for all alike, or [rows, rates]. */
  readonly rates: Float64Array;
  readonly dt: number;
}

export interface RowCost {
  /** Per row and step. */
  readonly microseconds: number;
  /** Reaction events per row and step, of kernels that simulate them. */
  readonly events: number;
  /** Rows that were timed. */
  readonly rows: number;
}

/** Milliseconds that one pass shall take at least. */
const enough = 60;
const passes = 3;

/**
 * Times one step of as many of the rows as take a while, from the first on: of several passes
 * over the same rows the shortest, which the load of the machine disturbs least.
 *
 * @param sample  at least one row, in random order; not changed
 * @param past    steps that the kernel looks back on; rows are taken to have been as they are
 */
export function timeRows(kernel: Kernel, network: Network, sample: SampleRows, past = 1): RowCost {
  const species = network.species.length;
  const all = sample.counts.length / species;
  let rows = Math.min(all, 8);
  let first = timePass(kernel, network, sample, rows, past);
  while (first.milliseconds < enough && rows < all) {
    rows = Math.min(all, 4 * rows);
    first = timePass(kernel, network, sample, rows, past);
  }
  // The passes before have compiled.
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++)
    best = Math.min(best, timePass(kernel, network, sample, rows, past).milliseconds);
  return { microseconds: (1000 * best) / rows, events: first.events / rows, rows };
}

/** One step of the first rows, always by the same streams: the same work each time. */
function timePass(
  kernel: Kernel,
  network: Network,
  { counts, rates, dt }: SampleRows,
  rows: number,
  past: number,
): { milliseconds: number; events: number } {
  const work = counts.slice(0, rows * network.species.length);
  const width = network.rates.length;
  const own = rates.length > width ? rates.subarray(0, rows * width) : rates;
  const history = past > 1 ? unchanging(work, network.species.length, past) : undefined;
  const before = kernel.tally.events;
  const began = performance.now();
  kernel.step(work, own, 0, dt, { seed: 1, step: 0, firstAgent: 0 }, history);
  return { milliseconds: performance.now() - began, events: kernel.tally.events - before };
}

/** The history of rows that have long been as they are. */
function unchanging(counts: Counts, species: number, past: number): RowHistory {
  const rows = counts.length / species;
  const before = new Int32Array(rows * (past - 1) * species);
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < past - 1; k++)
      before.set(counts.subarray(r * species, (r + 1) * species), (r * (past - 1) + k) * species);
  return { counts: before, known: new Int32Array(rows).fill(past - 1) };
}
