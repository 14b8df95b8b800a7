/** Mean, spread and skewness of each species, setting by setting, against their own noise. */
import { sampleMoments } from '../../../numerics/sample-moments.ts';
import type { LeftOut } from '../left-out.ts';
import type { Limits } from '../limits.ts';
import type { Reading } from '../readings.ts';
import { differenceVariance, type Three } from '../sets/samples.ts';

/** A species that hardly moves has no standard deviation to measure by. */
const leastSd = 0.1;
/** Values other than the commonest that a spread or skewness needs in every set. */
const leastSpread = 20;

/** Sums over settings of a deviation, of its floor, and of the variance of their difference. */
interface Sums {
  settings: number;
  value: number;
  floor: number;
  variance: number;
  grain: number;
}

const none = (): Sums => ({ settings: 0, value: 0, floor: 0, variance: 0, grain: 0 });

/** Moments of one species after one lag. */
export class MomentSums {
  readonly mean = none();
  readonly sd = none();
  readonly skewness = none();
  /** Settings whose exact law has a spread, and those of them where too few make it to be compared. */
  #spread = 0;
  #few = 0;

  /** Adds a setting. */
  add({ exact, other, learned }: Three): void {
    const n = exact.length;
    const [e, o, l] = [sampleMoments(exact), sampleMoments(other), sampleMoments(learned)];
    const variance = (e.variance + o.variance + l.variance) / 3;
    const unit = Math.max(Math.sqrt((e.variance + o.variance) / 2), leastSd);
    const reach = Math.max(e.high, o.high, l.high) - Math.min(e.low, o.low, l.low);
    add(this.mean, {
      value: Math.abs(l.mean - e.mean) / unit,
      floor: Math.abs(o.mean - e.mean) / unit,
      variance: (differenceVariance * variance) / unit ** 2 / n,
      grain: reach / unit / n,
    });
    // The exact sets decide whether there is a spread to compare: a learned set without one is as wrong as can be.
    if (e.variance === 0 && o.variance === 0) return;
    this.#spread++;
    const few = [e, o].some((m) => m.variance === 0 || n - m.commonest < leastSpread);
    if (few || n < (leastSpread * ((e.m4 + o.m4) / 2 - 1)) / 4) {
      this.#few++;
      return;
    }
    const spread = l.variance > 0 ? [e, o, l] : [e, o];
    const pooled = (of: (m: typeof e) => number): number =>
      spread.reduce((sum, m) => sum + of(m), 0) / spread.length;
    const m4 = pooled((m) => m.m4);
    add(this.sd, {
      // One trajectory of them beside the others is the least spread that a set can show.
      value: Math.abs(Math.log(Math.max(l.variance, 1 / n) / e.variance)) / 2,
      floor: Math.abs(Math.log(o.variance / e.variance)) / 2,
      variance: (differenceVariance * Math.max(m4 - 1, 0)) / 4 / n,
      grain: reach ** 2 / variance / 2 / n,
    });
    if (l.variance === 0) return;
    const g = pooled((m) => m.skewness);
    const scale = 1 + Math.abs((e.skewness + o.skewness) / 2);
    // Variance of the influence function of the skewness: 6 for a normal law.
    const influence =
      pooled((m) => m.m6) - 6 * m4 + 9 + g ** 2 * (2.25 * m4 + 8.75) - 3 * g * pooled((m) => m.m5);
    add(this.skewness, {
      value: Math.abs(l.skewness - e.skewness) / scale,
      floor: Math.abs(o.skewness - e.skewness) / scale,
      variance: (differenceVariance * Math.max(influence, 6)) / scale ** 2 / n,
      grain: (reach / Math.sqrt(variance)) ** 3 / scale / n,
    });
  }

  readings(species: string, lag: number, limits: Limits): Reading[] {
    const reading = (family: 'mean' | 'sd' | 'skewness'): Reading[] => {
      const sums = this[family];
      if (sums.settings === 0) return [];
      const n = sums.settings;
      return [
        {
          family,
          what: species,
          lag,
          value: sums.value / n,
          floor: sums.floor / n,
          tolerance: limits[family],
          noise: Math.sqrt(sums.variance) / n,
          grain: sums.grain / n,
        },
      ];
    };
    return [...reading('mean'), ...reading('sd'), ...reading('skewness')];
  }

  /** What too few trajectories tell: the spread of some settings, and with it the skewness. */
  leftOut(species: string, lag: number): LeftOut[] {
    return (['sd', 'skewness'] as const).map((family) => {
      return { family, what: species, lag, left: this.#few, of: this.#spread };
    });
  }
}

function add(to: Sums, { value, floor, variance, grain }: Omit<Sums, 'settings'>): void {
  to.settings++;
  to.value += value;
  to.floor += floor;
  to.variance += variance;
  to.grain = Math.max(to.grain, grain);
}
