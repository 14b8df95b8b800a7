/** How large exact sets can be at a price, in reaction events: no clock decides it. */
import type { RowKernel } from '../../../kernels/kernel.ts';
import type { ExactDesign } from './exact-sets.ts';
import type { DrawnStarts } from './exact-starts.ts';

export const defaultSettings = 25;
/** As many settings where steps are cheap. */
const mostSettings = 100;
/** Counts of one set after one lag, at most, that more settings than the default may add up to. */
const mostCounts = 4e6;
const defaultPrice = 2e10;
const mostTrajectories = 4000;
export const leastTrajectories = 100;
/** Share of the trajectories that long runs have. */
const longShare = 0.05;
/** Multiple of the longest lag that long runs take. */
const longSteps = 4;

/** Long runs: how many from each setting, and how many steps. */
export function longRuns(trajectories: number, longest: number): { trajectories: number; steps: number } {
  return { trajectories: Math.max(8, Math.round(longShare * trajectories)), steps: longSteps * longest };
}

/** Steps to the longest lag that so many sets and their long runs hold, for each trajectory of a set. */
export function stepsOf(sets: number, longest: number): number {
  return longest * (sets + longShare * longSteps);
}

/** Counts of a species that a verdict keeps for each trajectory of a setting: two exact sets, a learned one, long runs of both. */
export function countsKept(lags: readonly number[]): number {
  return 3 * lags.length + 2 * stepsOf(0, lags.at(-1)!);
}

/** Mean events of one step from these starts, four trajectories each. */
export function eventsOf(
  ssa: RowKernel,
  { counts, rates, lengths, rows }: DrawnStarts,
  seed: number,
): number {
  const before = ssa.tally.events;
  const [species, width] = [counts.length / rows, rates.length / rows];
  const only = Uint32Array.of(0);
  for (let r = 0; r < rows; r++)
    for (let step = 0; step < 4; step++) {
      const one = counts.slice(r * species, (r + 1) * species);
      const own = rates.subarray(r * width, (r + 1) * width);
      ssa.stepRows(one, only, 1, own, 0, lengths[r]!, { seed, step, firstAgent: r });
    }
  return (ssa.tally.events - before) / (4 * rows);
}

/**
 * How many settings and trajectories can be had at the price. A dear network keeps its settings and gets
 * fewer trajectories, which the verdict says; a cheap one gets the most trajectories, then more settings.
 */
export function affordable(
  perStep: number,
  longest: number,
  { settings, trajectories, price = defaultPrice, network }: Partial<ExactDesign>,
): { settings: number; trajectories: number } {
  if (trajectories !== undefined) return { settings: settings ?? defaultSettings, trajectories };
  const each = Math.max(perStep, 1e-9) * stepsOf(2, longest);
  const all = Math.floor(price / each / (settings ?? defaultSettings) / 100) * 100;
  const n = Math.max(leastTrajectories, Math.min(all, mostTrajectories));
  const payable = n < mostTrajectories ? 0 : price / each;
  const room = Math.min(payable, mostCounts / (network?.species.length ?? 1)) / n;
  const most = Math.max(defaultSettings, Math.min(mostSettings, Math.floor(room)));
  return { settings: settings ?? most, trajectories: n };
}
