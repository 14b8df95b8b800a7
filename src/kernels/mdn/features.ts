/**
 * What the `counts` head reads. Not raw counts alone: a zero, a one and a thousand
 * must look as different as they behave (log1p, √, an indicator of 0), and the
 * propensities say how many events of each kind to expect in a step.
 */
import { dependencies } from '../../crn/dependencies.ts';
import type { Network } from '../../crn/network.ts';
import type { Domain } from '../abstraction.ts';
import type { MdnShape } from '../kernel.ts';

/** Where the logarithm of a reaction's share of all events is cut off, and that of events per step. */
export const rare = 1e-4;

export class Features {
  readonly width: number;
  /** Species whose count matters: all others only count what happened. */
  readonly read: readonly number[];
  readonly #domain: Domain;
  readonly #inputs: readonly number[];
  readonly #dt: number;

  constructor(network: Network, { shape, domain, dt }: { shape: MdnShape; domain: Domain; dt: number }) {
    this.read = dependencies(network).readers.flatMap((by, s) => (by.length > 0 ? [s] : []));
    this.#domain = domain;
    this.#inputs = shape.rateInputs.map((name) => network.rates.indexOf(name));
    this.#dt = dt;
    this.width = 4 * this.read.length + 3 * network.reactions.length + 1 + this.#inputs.length;
  }

  /**
   * Writes the features of one row, not yet standardised.
   *
   * @param a    its propensities
   * @param out  receives `width` numbers from `o` on
   */
  write(
    counts: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
    a: Float64Array,
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
    let a0 = 0;
    for (let k = 0; k < a.length; k++) a0 += a[k]!;
    for (let k = 0; k < a.length; k++) {
      // What happens next depends on the shares alone, how much happens on the size.
      out[to++] = Math.log1p(a[k]! * this.#dt);
      out[to++] = a0 > 0 ? Math.log(a[k]! / a0 + rare) : 0;
      out[to++] = a[k]! > 0 ? 1 : 0;
    }
    out[to++] = Math.log(a0 * this.#dt + rare);
    for (let i = 0; i < this.#inputs.length; i++) {
      const rate = rates[ra + this.#inputs[i]!]!;
      // Ranges of rates usually span decades.
      out[to++] = this.#domain.rates[this.#inputs[i]!]![0] > 0 ? Math.log(rate) : rate;
    }
  }
}
