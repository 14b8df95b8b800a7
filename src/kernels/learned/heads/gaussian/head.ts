/**
 * The published head, for comparison: a mixture of normals or log-normals of all species in
 * scaled space, coordinates independent or not, a sample rounded to the nearest whole number
 * (half to even) and clipped at 0. It knows no support and no conservation law.
 *
 * Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network } from '../../../../crn/network.ts';
import { normalCdf } from '../../../../numerics/statistics.ts';
import type { GaussianScaling } from '../../../abstraction.ts';
import { type ComponentKind, componentsOf, type LearnedShape } from '../../shape/shape.ts';
import type { Head, Mixture, Row } from '../head.ts';
import type { FewEvents } from '../integer/few-events.ts';
import { logSum } from '../integer/logistic.ts';
import { type GaussianColumns, gaussianColumns, isCorrelated, isLogarithmic, leastSigma } from './graph.ts';

export interface GaussianJob {
  readonly shape: LearnedShape;
  readonly scaling: GaussianScaling;
}

export class GaussianHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  /** Numbers of one step. */
  readonly #width: number;
  readonly #species: number;
  readonly #names: readonly string[];
  readonly #components: readonly ComponentKind[];
  readonly #columns: GaussianColumns;
  readonly #scaling: GaussianScaling;
  readonly #inputs: readonly number[];
  readonly #weight: Float64Array;
  /** ε of the coordinates so far, of one component. */
  readonly #noise: Float64Array;

  constructor(network: Network, { shape, scaling }: GaussianJob) {
    this.#species = network.species.length;
    this.#names = network.species;
    this.#components = componentsOf(shape.head);
    this.#columns = gaussianColumns(this.#components, this.#species);
    this.#scaling = scaling;
    this.#inputs = shape.rateInputs.map((name) => network.rates.indexOf(name));
    this.#width = this.#species + this.#inputs.length;
    this.featureWidth = shape.past * this.#width;
    this.outputWidth = this.#columns.width;
    this.#weight = new Float64Array(this.#components.length);
    this.#noise = new Float64Array(this.#species);
  }

  /** Scaled counts, as the network reads and predicts them. */
  scale(counts: ArrayLike<number>, at: number, out: Float32Array, o: number): void {
    for (let s = 0; s < this.#species; s++) out[o + s] = this.#scaled(s, counts[at + s]!);
  }

  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    row: Row,
    _few: FewEvents,
    features: Float32Array,
  ): void {
    this.recall(slot, 0, counts, rates, row, features);
  }

  recall(
    slot: number,
    ago: number,
    counts: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
    features: Float32Array,
  ): void {
    const o = (slot + 1) * this.featureWidth - (ago + 1) * this.#width;
    this.scale(counts, at, features, o);
    this.#inputs.forEach((r, i) => {
      features[o + this.#species + i] = this.#scaled(this.#species + i, rates[ra + r]!);
    });
  }

  /**
   * Of the kernel as it runs: a whole number has the mass that rounds and clips to it. Exact for
   * independent coordinates. Those of a triangular component are taken in their order, each given
   * the ones before it at the mean of their part: a law too, its sum 1, but the exact one only to
   * first order in the width of a whole number over the deviation.
   */
  logProb(
    slot: number,
    output: Float32Array,
    _before: Int32Array,
    after: Int32Array,
    _rates: Float64Array,
    { at }: Row,
  ): number {
    const c = this.#components.length;
    const o = slot * this.outputWidth;
    const total = logSum(output, o, c);
    for (let k = 0; k < c; k++)
      this.#weight[k] = output[o + k]! - total + this.#component(k, output, o, after, at);
    return logSum(this.#weight, 0, c);
  }

  mixture(slot: number, output: Float32Array): Mixture {
    const o = slot * this.outputWidth;
    const total = logSum(output, o, this.#components.length);
    const { mean, deviation } = this.#columns;
    const weights = this.#components.map((_, k) => Math.exp(output[o + k]! - total));
    return this.#names.map((coordinate, s) => {
      const laws = this.#components.map((kind, k): [number, number] => {
        const raw = output[o + deviation(k) + s]!;
        const sigma = Math.max(1 + (raw > 0 ? raw : Math.expm1(raw)), leastSigma);
        const at = output[o + mean(k) + s]!;
        // Of a log-normal: its median, and its deviation to first order.
        const [centre, width] = isLogarithmic(kind) ? [Math.exp(at), sigma * Math.exp(at)] : [at, sigma];
        const unit = this.#scaling.unit[s]!;
        return [centre * unit + this.#scaling.origin[s]!, width * unit];
      });
      return { coordinate, weights, centres: laws.map(([at]) => at), widths: laws.map(([, width]) => width) };
    });
  }

  /** The log-mass of a state in component k. */
  #component(k: number, output: Float32Array, o: number, after: Int32Array, at: number): number {
    const kind = this.#components[k]!;
    const { mean, deviation, below } = this.#columns;
    const correlated = isCorrelated(kind);
    let log = 0;
    for (let s = 0; s < this.#species; s++) {
      let centre = output[o + mean(k) + s]!;
      if (correlated)
        for (let t = 0; t < s; t++) centre += output[o + below(k) + (s * (s - 1)) / 2 + t]! * this.#noise[t]!;
      const raw = output[o + deviation(k) + s]!;
      const sigma = Math.max(1 + (raw > 0 ? raw : Math.expm1(raw)), leastSigma);
      const edge = (count: number): number => {
        const y = this.#scaled(s, count);
        return ((isLogarithmic(kind) ? Math.log(Math.max(y, 0)) : y) - centre) / sigma;
      };
      const x = after[at + s]!;
      const low = x === 0 ? Number.NEGATIVE_INFINITY : edge(x - 0.5);
      const high = edge(x + 0.5);
      if (!(high > low)) return Number.NEGATIVE_INFINITY;
      const mass = logNormalInterval(low, high);
      if (correlated) this.#noise[s] = meanInside(low, high, mass);
      log += mass;
    }
    return log;
  }

  #scaled(column: number, value: number): number {
    return (value - this.#scaling.origin[column]!) / this.#scaling.unit[column]!;
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

/** Mean of a standard normal between two places, given the log of its mass there. */
function meanInside(low: number, high: number, mass: number): number {
  const density = (x: number): number => Math.exp(-0.5 * x * x - mass) / Math.sqrt(2 * Math.PI);
  const mean = density(low) - density(high);
  // Far out, where both densities or the mass have lost their digits, all of it lies at the near end.
  const [least, most] = [Math.max(low, -1e6), Math.min(high, 1e6)];
  if (Number.isFinite(mean)) return Math.min(Math.max(mean, least), most);
  return low > 0 ? least : most;
}
