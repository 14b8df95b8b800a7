/** How large the samples of a verdict must be for its limits to decide, and not chance. */
import { type FamilyName, mostByChance, type WantedSamples } from '../../kernels/verdict.ts';
import type { Reading } from './readings.ts';

/** Samples that were compared. */
export interface Samples {
  readonly states: number;
  readonly trajectories: number;
}

/** Kinds whose tolerance is a multiple of the floor: it shrinks as fast as chance does when trajectories are added. */
const overFloor: readonly FamilyName[] = ['distance', 'pair', 'transition'];

/** More than what just does: new samples bring new readings, which few of them tell. */
const spare = 1.5;

/**
 * The fewest states, or trajectories from each, with which chance decides no more than a quarter of the limits;
 * undefined where it is so already. Foretold from the readings that there are, by the noise and grain of each
 * (`allowance` of `numerics/chance.ts`).
 *
 * @param each  chance of a false alarm that one reading may have
 */
export function wantedSamples(
  readings: readonly Reading[],
  each: number,
  { states, trajectories }: Samples,
): WantedSamples | undefined {
  const log = Math.log(2 / each);
  const enough = (times: (reading: Reading, log: number) => number): number =>
    readings.map((r) => times(r, log)).sort((a, b) => a - b)[
      Math.max(0, Math.ceil((1 - mostByChance) * readings.length) - 1)
    ] ?? 1;
  if (enough(moreStates) <= 1) return undefined;
  const scaled = (n: number, times: number): number | null =>
    Number.isFinite(times) ? upwards(spare * times * n) : null;
  return {
    states: scaled(states, enough(moreStates)),
    trajectories: scaled(trajectories, enough(moreTrajectories)),
  };
}

/**
 * So many times the states make chance as small as the tolerance t: noise falls as their root, grain as their
 * number, so that t = J/f + √((J/f)² + B/f), solved for f.
 */
function moreStates({ tolerance: t, noise, grain }: Reading, log: number): number {
  const [jump, width] = [(grain * log) / 3, 2 * noise ** 2 * log];
  if (jump === 0 && width === 0) return 0;
  return t > 0 ? (width + 2 * t * jump) / t ** 2 : Number.POSITIVE_INFINITY;
}

/** The same for trajectories from each state: a tolerance over the floor falls as their root, too. */
function moreTrajectories(reading: Reading, log: number): number {
  const { family, tolerance: t, noise, grain } = reading;
  if (!overFloor.includes(family)) return moreStates(reading, log);
  const [jump, width] = [(grain * log) / 3, 2 * noise ** 2 * log];
  if (jump === 0 && width === 0) return 0;
  return t ** 2 > width ? ((2 * t * jump) / (t ** 2 - width)) ** 2 : Number.POSITIVE_INFINITY;
}

/** Two digits, not below. */
function upwards(n: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return unit * Math.ceil(n / unit);
}
