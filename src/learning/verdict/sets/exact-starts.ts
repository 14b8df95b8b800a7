/** The states that a verdict starts from, with what a kernel that looks back must know of the steps before. */
import type { Counts, RowKernel } from '../../../kernels/kernel.ts';
import { FewEvents } from '../../../kernels/learned/heads/integer/few-events.ts';
import { drawStarts, type Starts } from '../../data/starts.ts';
import type { ExactDesign, Still } from './exact-sets.ts';

/** Starts of verdicts have numbers that no training uses. */
const firstStart = 3 * 2 ** 30;
/** Step numbers of what comes before the starts. */
const pastSteps = 2 ** 30;

/** Starts of a verdict; see {@link ExactSets}. */
export type DrawnStarts = Still & { readonly rows: number };

/** States where something can happen, as many as asked for, and those met on the way where nothing can. */
export function exactStarts(
  design: ExactDesign,
  asked: number,
  ssa: RowKernel,
): { moving: DrawnStarts; still: DrawnStarts } {
  const { network, dt, seed, ranges, rates, totals = [], past = 1 } = design;
  const species = network.species.length;
  const width = network.rates.length;
  const box = { network, dt, seed, counts: ranges, rates, totals };
  const drawn = drawStarts(design.steps ? { ...box, steps: design.steps } : box, 4 * asked, ssa, firstStart);
  const lengths = drawn.dt ?? new Float64Array(drawn.rows).fill(dt);
  const before = pastsOf(drawn, lengths, past, seed, ssa);
  const few = new FewEvents(network);
  const kept = { moving: [] as number[], still: [] as number[] };
  for (let r = 0; r < drawn.rows && kept.moving.length < asked; r++) {
    few.propensities(drawn.counts, r * species, drawn.rates, r * width);
    (few.a0 === 0 ? kept.still : kept.moving).push(r);
  }
  const rows = (of: readonly number[]): DrawnStarts => {
    const part = <T extends Int32Array | Float64Array>(all: T, each: number): number[] =>
      of.flatMap((r) => [...all.subarray(r * each, (r + 1) * each)]);
    return {
      rows: of.length,
      counts: Int32Array.from(part(drawn.counts, species)),
      rates: Float64Array.from(part(drawn.rates, width)),
      lengths: Float64Array.from(part(lengths, 1)),
      past: Int32Array.from(part(before, (past - 1) * species)),
    };
  };
  return { moving: rows(kept.moving), still: rows(kept.still) };
}

/** Runs the starts, in place, for as many steps as kernels look back on. @returns the states before */
function pastsOf(
  { counts, rates, rows }: Starts,
  lengths: Float64Array,
  past: number,
  seed: number,
  ssa: RowKernel,
): Counts {
  const [species, width] = [counts.length / rows, rates.length / rows];
  const before = new Int32Array(rows * (past - 1) * species);
  const only = Uint32Array.of(0);
  for (let r = 0; r < rows; r++) {
    const row = counts.subarray(r * species, (r + 1) * species);
    const one = row.slice();
    const own = rates.subarray(r * width, (r + 1) * width);
    for (let t = 0; t < past - 1; t++) {
      before.set(one, (r * (past - 1) + t) * species);
      const numbers = { seed, step: pastSteps + t, firstAgent: firstStart + r };
      ssa.stepRows(one, only, 1, own, 0, lengths[r]!, numbers);
    }
    row.set(one);
  }
  return before;
}
