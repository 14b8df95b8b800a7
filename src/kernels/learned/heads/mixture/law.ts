/**
 * The law of the `counts` head: a mixture over all coordinates at once,
 *
 *   Σ_c π_c Π_i p_ci(z_i | z_<i)
 *
 * In a component each coordinate, given those before it, is normal (`../integer/bell.ts`) with the centre
 *
 *   c_ki + s_i · Σ_{j<i} L_ij (z_j − b_j) / s_j
 *
 * and put on the whole numbers of its interval; b and s are where and in which unit coordinates are
 * measured (`../../inputs/inputs.ts`), L is shared by all components.
 */
import type { CountsScaling } from '../../../abstraction.ts';
import { logMass } from '../integer/bell.ts';
import { logSum } from '../integer/logistic.ts';
import type { Bells, MoveLaw, PlacedMove } from '../integer/move-law.ts';
import { shearOf } from '../integer/shear.ts';
import { type CountsColumns, countsColumns, leastScale, scaleRange } from './graph.ts';

export class MixtureLaw implements MoveLaw {
  readonly outputWidth: number;
  readonly gate: number;
  readonly #rank: number;
  readonly #mixtures: number;
  readonly #columns: CountsColumns;
  /** Where components start, and the logarithms of their scales. */
  readonly #home: readonly number[];
  readonly #spread: readonly number[];
  /** Log-weight of each component, then its density. */
  readonly #weight: Float64Array;

  constructor(mixtures: number, rank: number, { home, spread }: Pick<CountsScaling, 'home' | 'spread'>) {
    this.#rank = rank;
    this.#mixtures = mixtures;
    this.#home = home;
    this.#spread = spread;
    this.#columns = countsColumns(mixtures, rank);
    this.outputWidth = this.#columns.width;
    this.gate = this.#columns.gate;
    this.#weight = new Float64Array(mixtures);
  }

  logProb(output: Float32Array, o: number, move: PlacedMove): number {
    const c = this.#mixtures;
    const weight = this.#weight;
    const total = logSum(output, o, c);
    for (let k = 0; k < c; k++) weight[k] = output[o + k]! - total;
    for (let i = 0; i < this.#rank; i++) {
      const z = move.z[i]!;
      const place = z - shearOf(output, o + this.#columns.shear, i, move);
      for (let k = 0; k < c; k++) {
        const [centre, width] = this.#component(output, o, move, k, i);
        weight[k]! += logMass(
          z === move.low[i] ? Number.NEGATIVE_INFINITY : (place - 0.5 - centre) / width,
          z === move.high[i] ? Number.POSITIVE_INFINITY : (place + 0.5 - centre) / width,
        );
      }
    }
    return logSum(weight, 0, c);
  }

  bells(output: Float32Array, o: number, move: PlacedMove): Bells[] {
    const components = Array.from({ length: this.#mixtures }, (_, k) => k);
    const total = logSum(output, o, this.#mixtures);
    const weights = components.map((k) => Math.exp(output[o + k]! - total));
    return Array.from({ length: this.#rank }, (_, i) => {
      const own = components.map((k) => this.#component(output, o, move, k, i));
      const shear = shearOf(output, o + this.#columns.shear, i, move);
      return {
        weights,
        centres: own.map(([centre]) => centre + shear),
        widths: own.map(([, width]) => width),
      };
    });
  }

  /** Centre and standard deviation of coordinate i in component k. */
  #component(output: Float32Array, o: number, move: PlacedMove, k: number, i: number): [number, number] {
    const own = k * this.#rank + i;
    const scale = move.scale[move.at + i]!;
    const raw = output[o + this.#columns.scale + own]!;
    const growth = this.#spread[own]! + scaleRange * Math.tanh(raw / scaleRange);
    return [
      move.base[move.at + i]! + this.#home[own]! + scale * output[o + this.#columns.location + own]!,
      scale * Math.exp(growth) + leastScale,
    ];
  }
}
