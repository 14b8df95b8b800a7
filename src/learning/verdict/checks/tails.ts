/** Rare values: the mass of a species beyond the outermost thousandths of an exact set. */
import type { Limits } from '../limits.ts';
import type { Reading } from '../readings.ts';
import type { Three } from '../sets/samples.ts';

/** Share of an exact set beyond either end, at most. */
const share = 1e-3;

/** Tails of one species after one lag, over all settings. */
export class TailSums {
  #total = 0;
  readonly #other = { below: 0, above: 0 };
  readonly #learned = { below: 0, above: 0 };

  /** Adds a setting. Ends come from the first exact set, what chance does beyond them from the second. */
  add({ exact, other, learned }: Three): void {
    const sorted = Int32Array.from(exact).sort();
    const beyond = Math.floor(share * sorted.length);
    const [low, high] = [sorted[beyond]!, sorted[sorted.length - 1 - beyond]!];
    for (let i = 0; i < other.length; i++) {
      if (other[i]! < low) this.#other.below++;
      if (other[i]! > high) this.#other.above++;
      if (learned[i]! < low) this.#learned.below++;
      if (learned[i]! > high) this.#learned.above++;
    }
    this.#total += other.length;
  }

  readings(species: string, lag: number, { tailFactor }: Limits): Reading[] {
    const n = this.#total;
    return (['below', 'above'] as const).map((side): Reading => {
      const [l, o] = [this.#learned[side], this.#other[side]];
      return {
        family: 'tail',
        what: `${species} ${side} the exact ${side === 'below' ? '0.1' : '99.9'} %`,
        lag,
        value: l / n,
        floor: o / n,
        tolerance: ((l > o ? tailFactor - 1 : 1 - 1 / tailFactor) * o) / n,
        // Given their sum, either set is as likely to hold each of these values.
        noise: Math.sqrt(l + o) / n,
        grain: 1 / n,
        twoSided: true,
      };
    });
  }
}
