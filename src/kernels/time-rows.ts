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
  /** Per row and step: of the shortest pass. */
  readonly microseconds: number;
  /** The same of the middle one: the farther above, the less surely the shortest is known. */
  readonly middle: number;
  /** Reaction events per row and step, of kernels that simulate them. */
  readonly events: number;
  /** Rows that were timed. */
  readonly rows: number;
}

/** Milliseconds that one pass shall take at least where there are rows for it; and where they are stepped again. */
const enough = 60;
const enoughAgain = 10;
const passes = 5;

/**
 * Times one step of as many of the rows as take a while, from the first on, several times over where they are few.
 * Of several passes the shortest counts; what other programs compute meanwhile does not.
 *
 * @param sample  at least one row, in random order; not changed
 * @param past    steps that the kernel looks back on; rows are taken to have been as they are
 */
export function timeRows(kernel: Kernel, network: Network, sample: SampleRows, past = 1): RowCost {
  const species = network.species.length;
  const all = sample.counts.length / species;
  let rows = Math.min(all, 8);
  let times = 1;
  const pass = (): Pass => timePass(kernel, network, sample, { rows, times, past });
  let first = pass();
  while (first.milliseconds < (rows < all ? enough : enoughAgain)) {
    if (rows < all) rows = Math.min(all, 4 * rows);
    else times *= 2;
    first = pass();
  }
  const steps = rows * times;
  // The passes before have compiled.
  const sorted = Array.from({ length: passes }, () => (1000 * pass().milliseconds) / steps).sort(
    (a, b) => a - b,
  );
  const middle = sorted[Math.floor(passes / 2)]!;
  return { microseconds: sorted[0]!, middle, events: first.events / steps, rows };
}

interface Pass {
  readonly milliseconds: number;
  readonly events: number;
}

/** One step of the first rows, so many times, always by the same streams: the same work each time. */
function timePass(
  kernel: Kernel,
  network: Network,
  { counts, rates, dt }: SampleRows,
  { rows, times, past }: { readonly rows: number; readonly times: number; readonly past: number },
): Pass {
  const start = counts.subarray(0, rows * network.species.length);
  const work = start.slice();
  const width = network.rates.length;
  const own = rates.length > width ? rates.subarray(0, rows * width) : rates;
  const history = past > 1 ? unchanging(work, network.species.length, past) : undefined;
  const before = kernel.tally.events;
  const began = computed();
  for (let time = 0; time < times; time++) {
    work.set(start);
    kernel.step(work, own, 0, dt, { seed: 1, step: 0, firstAgent: 0 }, history);
  }
  return { milliseconds: computed() - began, events: kernel.tally.events - before };
}

/** Milliseconds that this process has computed; of the day where those come in ticks of 16. */
function computed(): number {
  if (process.platform === 'win32') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
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
