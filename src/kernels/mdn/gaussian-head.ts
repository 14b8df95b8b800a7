/**
 * The published head, for comparison: a mixture of diagonal normals of all species in
 * min–max scaled space, a sample rounded to the nearest whole number (half to even)
 * and clipped at 0. It knows no support and no conservation law.
 *
 * Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network } from '../../crn/network.ts';
import { normalCdf } from '../../numerics/statistics.ts';
import type { Domain, GaussianScaling } from '../abstraction.ts';
import type { MdnShape } from '../kernel.ts';
import type { FewEvents } from './few-events.ts';
import { gaussianWidth, leastSigma } from './graphs.ts';
import type { Head, Row } from './head.ts';
import { logSum } from './logistic.ts';

export interface GaussianJob {
  readonly shape: MdnShape;
  readonly domain: Domain;
  readonly scaling: GaussianScaling;
}

/** Molecules per scaled unit, by species. */
export function unitsOf({ low, high }: GaussianScaling): number[] {
  return high.map((top, s) => Math.max(top - low[s]!, 1));
}

export class GaussianHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly #species: number;
  readonly #mixtures: number;
  readonly #low: readonly number[];
  /** Molecules per scaled unit. */
  readonly #unit: readonly number[];
  readonly #inputs: readonly number[];
  readonly #rateRanges: Domain['rates'];
  readonly #weight: Float64Array;

  constructor(network: Network, { shape, domain, scaling }: GaussianJob) {
    this.#species = network.species.length;
    this.#mixtures = shape.mixtures;
    this.#low = scaling.low;
    this.#unit = unitsOf(scaling);
    this.#inputs = shape.rateInputs.map((name) => network.rates.indexOf(name));
    this.#rateRanges = domain.rates;
    this.featureWidth = this.#species + this.#inputs.length;
    this.outputWidth = gaussianWidth(shape.mixtures, this.#species);
    this.#weight = new Float64Array(shape.mixtures);
  }

  /** Scaled counts, as the network reads and predicts them. */
  scale(counts: ArrayLike<number>, at: number, out: Float32Array, o: number): void {
    for (let s = 0; s < this.#species; s++) out[o + s] = (counts[at + s]! - this.#low[s]!) / this.#unit[s]!;
  }

  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
    _few: FewEvents,
    features: Float32Array,
  ): void {
    const o = slot * this.featureWidth;
    this.scale(counts, at, features, o);
    this.#inputs.forEach((r, i) => {
      const [low, high] = this.#rateRanges[r]!;
      features[o + this.#species + i] = high > low ? (rates[ra + r]! - low) / (high - low) : 0;
    });
  }

  /** Of the kernel as it runs: each whole number has the normal mass that rounds and clips to it. */
  logProb(
    slot: number,
    output: Float32Array,
    _before: Int32Array,
    after: Int32Array,
    _rates: Float64Array,
    { at }: Row,
  ): number {
    const c = this.#mixtures;
    const o = slot * this.outputWidth;
    const total = logSum(output, o, c);
    for (let k = 0; k < c; k++) {
      let log = output[o + k]! - total;
      for (let s = 0; s < this.#species; s++) {
        const [mean, sigma] = this.#normal(output, o, k, s);
        const x = after[at + s]!;
        const low = x === 0 ? Number.NEGATIVE_INFINITY : (x - 0.5 - mean) / sigma;
        log += logNormalInterval(low, (x + 0.5 - mean) / sigma);
      }
      this.#weight[k] = log;
    }
    return logSum(this.#weight, 0, c);
  }

  /** Mean and standard deviation, in molecules, of species s in component k. */
  #normal(output: Float32Array, o: number, k: number, s: number): [number, number] {
    const c = this.#mixtures;
    const n = this.#species;
    const raw = output[o + c + c * n + k * n + s]!;
    const sigma = Math.max(1 + (raw > 0 ? raw : Math.expm1(raw)), leastSigma);
    return [this.#low[s]! + this.#unit[s]! * output[o + c + k * n + s]!, this.#unit[s]! * sigma];
  }
}

/** log(Φ(high) − Φ(low)), low < high. */
function logNormalInterval(low: number, high: number): number {
  // In the upper tail both are near 1: mirror it.
  if (low > 0) return logNormalInterval(-high, -low);
  const mass = normalCdf(high) - normalCdf(low);
  if (mass > 1e-280) return Math.log(mass);
  // So far out that the density at the near end times Mills' ratio is all there is.
  return -0.5 * high * high - Math.log(-high) - 0.5 * Math.log(2 * Math.PI);
}
