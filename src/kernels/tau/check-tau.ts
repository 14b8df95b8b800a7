/**
 * A short check of tau-leaping against exact simulation: it learns nothing, so it has no
 * stored verdict, and whether leaps may be believed depends on network, step and state.
 */
import type { Network } from '../../crn/network.ts';
import { allowance, excessVariance } from '../../numerics/chance.ts';
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
/** That leaps which follow the exact law are refused, over all species. */
const falseAlarm = 1e-3;

/** Distances of one species, means over the states. */
interface SpeciesGap {
  readonly name: string;
  l1: number;
  floor: number;
  /** Variance of l1 − floor where leaps follow the exact law. */
  variance: number;
}

/**
 * One step from a few of the rows: histograms of every species, leapt against exact, beside two
 * exact sets. A distance fails where it exceeds its floor by more than the limit tolerates and
 * by more than chance may: the rule of a verdict.
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
  const gaps = network.species.map((name): SpeciesGap => ({ name, l1: 0, floor: 0, variance: 0 }));
  const all = sample.counts.length / width;
  const bins = Math.max(10, Math.round(Math.sqrt(trajectories)));
  for (let state = 0; state < states; state++) {
    const row = Math.floor(((state + 0.5) * all) / states);
    const sets = [tau, ssa, ssa].map((kernel, k) =>
      crowd(kernel, network, sample, row, trajectories, state, k),
    );
    gaps.forEach((species, s) => {
      const columns = sets.map((set) => set.filter((_, i) => i % width === s));
      const { low, high } = rangeOf(...columns);
      const few = high - low < bins;
      const range = few ? { low: low - 0.5, high: high + 0.5 } : { low, high };
      const [leapt, exact, other] = columns.map((c) => histogram(c, range, few ? high - low + 1 : bins));
      species.l1 += histogramDistance(leapt!, exact!).l1 / states;
      species.floor += histogramDistance(other!, exact!).l1 / states;
      const shares = exact!.map((p, b) => (p + other![b]! + leapt![b]!) / 3);
      species.variance += excessVariance(shares, trajectories) / states ** 2;
    });
  }
  if (tau.tally.leapt === 0) return { pass: true, says: 'no row leaps: all are stepped exactly' };
  const allowed = ({ floor, variance }: SpeciesGap): number =>
    Math.max(
      (limit - 1) * floor + slack,
      allowance(Math.sqrt(variance), 2 / trajectories / states, falseAlarm / width),
    );
  const excess = (gap: SpeciesGap): number => gap.l1 - gap.floor - allowed(gap);
  const over = gaps.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const ratio = over.floor > 0 ? (over.l1 / over.floor).toFixed(2) : over.l1 > 0 ? '∞' : '0';
  const most = over.floor > 0 ? (1 + allowed(over) / over.floor).toPrecision(2) : limit;
  const said = `${over.name} ${ratio} × floor (limit ${most}; ${states} states × ${trajectories}, one step)`;
  return { pass: excess(over) <= 0, says: said };
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
