/**
 * A short check of tau-leaping against exact simulation: it learns nothing, so it has no
 * stored verdict, and whether leaps may be believed depends on network, step and state.
 */
import type { Network } from '../../crn/network.ts';
import { histogram, histogramDistance, rangeOf } from '../../numerics/statistics.ts';
import type { Counts, Kernel, KernelSpec } from '../kernel.ts';
import { openSsa } from '../ssa.ts';
import { openTau } from '../tau.ts';
import type { SampleRows } from '../time-rows.ts';

export interface TauCheck {
  readonly pass: boolean;
  /** One line, with the numbers. */
  readonly says: string;
}

const states = 4;
const mostTrajectories = 2000;
/** With fewer, no histogram tells anything. */
const leastTrajectories = 150;
/** Exact events the check may cost: some seconds. */
const affordable = 4e8;
/** What a distance may exceed any multiple of its floor by: floors of certain species are 0. */
const slack = 0.002;

/**
 * One step from a few of the rows: histograms of every species, leapt against exact, beside two
 * exact sets.
 *
 * @param events  of exact simulation, per row and step
 * @param limit   greatest distance over floor that passes, worst species
 */
export async function checkTau(
  spec: Extract<KernelSpec, { kind: 'tau' }>,
  network: Network,
  sample: SampleRows,
  events: number,
  limit: number,
): Promise<TauCheck> {
  const trajectories = Math.min(
    mostTrajectories,
    Math.floor(affordable / (2 * states * Math.max(events, 1))),
  );
  if (trajectories < leastTrajectories)
    return {
      pass: false,
      says: `not checked: ${states} × ${leastTrajectories} exact steps of ${events.toPrecision(2)} events take too long`,
    };
  const [tau, ssa] = [await openTau(spec, { network }), await openSsa({ network })];
  const width = network.species.length;
  const worst = network.species.map((name) => ({ name, l1: 0, floor: 0 }));
  const all = sample.counts.length / width;
  const bins = Math.max(10, Math.round(Math.sqrt(trajectories)));
  for (let state = 0; state < states; state++) {
    const row = Math.floor(((state + 0.5) * all) / states);
    const sets = [tau, ssa, ssa].map((kernel, k) =>
      crowd(kernel, network, sample, row, trajectories, state, k),
    );
    worst.forEach((species, s) => {
      const columns = sets.map((set) => set.filter((_, i) => i % width === s));
      const { low, high } = rangeOf(...columns);
      const few = high - low < bins;
      const range = few ? { low: low - 0.5, high: high + 0.5 } : { low, high };
      const [leapt, exact, other] = columns.map((c) => histogram(c, range, few ? high - low + 1 : bins));
      species.l1 += histogramDistance(leapt!, exact!).l1 / states;
      species.floor += histogramDistance(other!, exact!).l1 / states;
    });
  }
  if (tau.tally.leapt === 0) return { pass: true, says: 'no row leaps: all are stepped exactly' };
  const over = worst.reduce((a, b) => (excess(b, limit) > excess(a, limit) ? b : a));
  const ratio = over.floor > 0 ? (over.l1 / over.floor).toFixed(2) : over.l1 > 0 ? '∞' : '0';
  const said = `${over.name} ${ratio} × floor (limit ${limit}; ${states} states × ${trajectories}, one step)`;
  return { pass: excess(over, limit) <= 0, says: said };
}

function excess({ l1, floor }: { l1: number; floor: number }, limit: number): number {
  return l1 - limit * floor - slack;
}

/** Many rows like one of the sample, a step later. */
function crowd(
  kernel: Kernel,
  network: Network,
  { counts, rates, dt }: SampleRows,
  row: number,
  n: number,
  state: number,
  set: number,
): Counts {
  const [width, names] = [network.species.length, network.rates.length];
  const own = rates.length > names ? rates.slice(row * names, (row + 1) * names) : rates;
  const rows = Int32Array.from({ length: n * width }, (_, i) => counts[row * width + (i % width)]!);
  kernel.step(rows, own, 0, dt, { seed: 1 + set, step: state, firstAgent: 0 });
  return rows;
}
