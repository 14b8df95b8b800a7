/**
 * What the `counts` head reads. Not raw counts alone: a zero, a one and a thousand
 * must look as different as they behave (log1p, √, indicators of 0 and of counts that are
 * common), and the propensities say how many events of each kind to expect in a step.
 */
import { dependencies } from '../../../crn/dependencies.ts';
import type { Network } from '../../../crn/network.ts';
import type { CountsScaling, Domain } from '../../abstraction.ts';
import type { LearnedShape } from '../shape/shape.ts';

/** Where the logarithm of a reaction's share of all events is cut off, and that of events per step. */
export const rare = 1e-4;

/** What decides which features there are. */
export interface FeaturesJob {
  readonly shape: LearnedShape;
  readonly domain: Domain;
  readonly scaling: Pick<CountsScaling, 'marks'>;
}

export class Features {
  readonly width: number;
  /** Species whose count matters: all others only count what happened. */
  readonly read: readonly number[];
  readonly #marks: CountsScaling['marks'];
  readonly #domain: Domain;
  readonly #inputs: readonly number[];
  readonly #stepInput: boolean;

  constructor(network: Network, { shape, domain, scaling }: FeaturesJob) {
    this.read = dependencies(network).readers.flatMap((by, s) => (by.length > 0 ? [s] : []));
    this.#domain = domain;
    this.#inputs = shape.rateInputs.map((name) => network.rates.indexOf(name));
    this.#marks = scaling.marks;
    this.#stepInput = shape.stepInput;
    this.width =
      4 * this.read.length +
      this.#marks.length +
      3 * network.reactions.length +
      1 +
      this.#inputs.length +
      (this.#stepInput ? 1 : 0);
  }

  /**
   * Writes the features of one row, not yet standardised.
   *
   * @param a    its propensities
   * @param dt   the length of its step
   * @param out  receives `width` numbers from `o` on
   */
  write(
    counts: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
    a: Float64Array,
    dt: number,
    out: Float32Array | Float64Array,
    o: number,
  ): void {
    let to = o;
    for (let i = 0; i < this.read.length; i++) {
      const s = this.read[i]!;
      const n = counts[at + s]!;
      out[to++] = Math.log1p(n);
      out[to++] = Math.sqrt(n);
      out[to++] = n === 0 ? 1 : 0;
      out[to++] = n;
    }
    for (let i = 0; i < this.#marks.length; i++) {
      const { species, count } = this.#marks[i]!;
      out[to++] = counts[at + species] === count ? 1 : 0;
    }
    let a0 = 0;
    for (let k = 0; k < a.length; k++) a0 += a[k]!;
    for (let k = 0; k < a.length; k++) {
      // What happens next depends on the shares alone, how much happens on the size.
      out[to++] = Math.log1p(a[k]! * dt);
      out[to++] = a0 > 0 ? Math.log(a[k]! / a0 + rare) : 0;
      out[to++] = a[k]! > 0 ? 1 : 0;
    }
    out[to++] = Math.log(a0 * dt + rare);
    for (let i = 0; i < this.#inputs.length; i++) {
      const rate = rates[ra + this.#inputs[i]!]!;
      // Ranges of rates usually span decades.
      out[to++] = this.#domain.rates[this.#inputs[i]!]![0] > 0 ? Math.log(rate) : rate;
    }
    if (this.#stepInput) out[to++] = Math.log(dt);
  }
}
