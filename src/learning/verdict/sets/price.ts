/** How large exact sets can be at a price, in reaction events: no clock decides it. */
import type { RowKernel } from '../../../kernels/kernel.ts';
import type { ExactDesign } from './exact-sets.ts';
import type { DrawnStarts } from './exact-starts.ts';

export const defaultSettings = 25;
/** As many settings where steps are cheap, */
const mostSettings = 100;
/** and counts of one set after one lag, at most, that they may add up to. */
const mostCounts = 4e6;
const defaultPrice = 2e10;
const mostTrajectories = 4000;
const leastTrajectories = 100;
/** Share of the trajectories, and multiple of the longest lag, that long runs have. */
export const longShare = 0.05;
export const longSteps = 4;

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
  const each = Math.max(perStep, 1e-9) * longest * (2 + longShare * longSteps);
  const all = Math.floor(price / each / (settings ?? defaultSettings) / 100) * 100;
  const n = Math.max(leastTrajectories, Math.min(all, mostTrajectories));
  const payable = n < mostTrajectories ? 0 : price / each;
  const room = Math.min(payable, mostCounts / (network?.species.length ?? 1)) / n;
  const most = Math.max(defaultSettings, Math.min(mostSettings, Math.floor(room)));
  return { settings: settings ?? most, trajectories: n };
}
