/**
 * Switching: how long trajectories stay in each basin of a multimodal law, exact against
 * learned. A kernel whose single steps look right may still switch too often or too rarely.
 */
import type { DwellTimes } from '../../../kernels/verdict.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovNoise, mean } from '../../../numerics/statistics.ts';
import type { LeftOut } from '../left-out.ts';
import type { Limits } from '../limits.ts';
import type { Reading } from '../readings.ts';
import type { ExactSets } from '../sets/exact-sets.ts';
import { type Basin, basinsOf } from './modes.ts';

/** Visits of either set that a basin needs to be compared. */
const leastVisits = 50;

/** The first visit of each trajectory to a basin, and how many trajectories there were. */
interface Visits {
  /** Steps of the first visit that begins after the start; cut where the run ends. One per visiting trajectory. */
  readonly steps: number[];
  readonly trajectories: number;
}

export interface Switching {
  readonly readings: readonly Reading[];
  readonly dwells: readonly DwellTimes[];
  /** Basins of too few visits. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Compares the long runs, shape [settings, trajectories, species] by step, species by species
 * where the late law of the exact ones has more than one mode.
 *
 * Basins come from one exact set; the comparison is with the same set, of which each trajectory
 * gives one visit at most: visits of different trajectories are independent.
 */
export function switchingOf(
  species: readonly string[],
  exact: ExactSets,
  learned: readonly Int32Array[],
  of: readonly number[],
  limits: Limits,
): Switching {
  const readings: Reading[] = [];
  const dwells: DwellTimes[] = [];
  const leftOut: LeftOut[] = [];
  const width = species.length;
  const steps = exact.long.steps;
  for (const s of of) {
    const basins = basinsOf(lateValues(steps, s, width));
    if (basins.length < 2) continue;
    for (const basin of basins) {
      const label = `${species[s]} in ${basin.low} … ${basin.high}`;
      const [e, l] = [visitsOf(steps, s, width, basin), visitsOf(learned, s, width, basin)];
      readings.push(sharesOf(label, e, l, limits));
      const few = Math.min(e.steps.length, l.steps.length) < leastVisits;
      leftOut.push({ family: 'dwell', what: label, lag: 0, left: Number(few), of: 1 });
      if (few) continue;
      const [n, m] = [e.steps.length, l.steps.length];
      const gap = kolmogorovSmirnov(e.steps, l.steps);
      readings.push({
        family: 'dwell',
        what: label,
        lag: 0,
        value: gap,
        floor: 0,
        tolerance: limits.dwell,
        noise: kolmogorovSmirnovNoise(n, m),
        grain: 0,
      });
      dwells.push({
        species: species[s]!,
        low: basin.low,
        high: basin.high,
        mass: basin.mass,
        exact: { visits: n, mean: mean(e.steps), survival: survivalOf(e.steps, steps.length) },
        learned: { visits: m, mean: mean(l.steps), survival: survivalOf(l.steps, steps.length) },
        gap,
      });
    }
  }
  return { readings, dwells, leftOut };
}

/** Values of a species over the second half of the steps. */
function lateValues(steps: readonly Int32Array[], s: number, width: number): Int32Array {
  const late = steps.slice(Math.floor(steps.length / 2));
  const rows = late[0]!.length / width;
  const out = new Int32Array(late.length * rows);
  late.forEach((counts, k) => {
    for (let r = 0; r < rows; r++) out[k * rows + r] = counts[r * width + s]!;
  });
  return out;
}

function visitsOf(steps: readonly Int32Array[], s: number, width: number, { low, high }: Basin): Visits {
  const trajectories = steps[0]!.length / width;
  const out: number[] = [];
  for (let r = 0; r < trajectories; r++) {
    let before = true;
    let entered = -1;
    let left = steps.length;
    for (let k = 0; k < steps.length; k++) {
      const v = steps[k]![r * width + s]!;
      const inside = v >= low && v <= high;
      if (entered < 0 && inside && !before) entered = k;
      if (entered >= 0 && !inside) {
        left = k;
        break;
      }
      before = inside;
    }
    if (entered >= 0) out.push(left - entered);
  }
  return { steps: out, trajectories };
}

/** How many trajectories ever enter. */
function sharesOf(label: string, e: Visits, l: Visits, limits: Limits): Reading {
  const n = e.trajectories;
  const [a, b] = [e.steps.length / n, l.steps.length / n];
  const pooled = (a + b) / 2;
  return {
    family: 'visits',
    what: `${label}, entered`,
    lag: 0,
    value: b,
    floor: a,
    tolerance: limits.dwell * a,
    noise: Math.sqrt((2 * pooled * (1 - pooled)) / n),
    grain: 1 / n,
    twoSided: true,
  };
}

/** Share of visits that last longer than 0, 1, 2, … steps. */
function survivalOf(visits: readonly number[], longest: number): number[] {
  return Array.from(
    { length: Math.min(longest, 40) + 1 },
    (_, k) => visits.filter((steps) => steps > k).length / visits.length,
  );
}
