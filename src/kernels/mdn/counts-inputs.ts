/** What the `counts` head makes of a row before the network sees it: features and anchors. */
import type { Network } from '../../crn/network.ts';
import type { CountsScaling, Domain } from '../abstraction.ts';
import type { MdnShape } from '../kernel.ts';
import { Features } from './features.ts';
import type { Moves } from './moves.ts';

/** The part of an abstraction that the head reads. */
export interface CountsJob {
  readonly shape: MdnShape;
  readonly domain: Domain;
  readonly dt: number;
  readonly scaling: CountsScaling;
}

/** {@link Features} with mean 0 and standard deviation 1 over the training data. */
export class StandardFeatures {
  readonly width: number;
  readonly #raw: Features;
  readonly #mean: readonly number[];
  readonly #sd: readonly number[];

  constructor(network: Network, job: CountsJob) {
    this.#raw = new Features(network, job);
    this.width = this.#raw.width;
    this.#mean = job.scaling.featureMean;
    this.#sd = job.scaling.featureSd;
  }

  write(
    counts: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
    a: Float64Array,
    out: Float32Array,
    o: number,
  ): void {
    this.#raw.write(counts, at, rates, ra, a, out, o);
    for (let i = 0; i < this.width; i++) out[o + i] = (out[o + i]! - this.#mean[i]!) / this.#sd[i]!;
  }
}

/**
 * Where the network's locations and scales are measured from.
 *
 * `change`: from the count before the step, in units of about the standard deviation
 * that the propensities make, √(¼ + Σ_k ν²_k a_k Δt). `level`: from the mean of the
 * data, in its standard deviations, where a step forgets where it began.
 */
export class Anchors {
  readonly #pivots: readonly number[];
  readonly #strides: readonly number[];
  readonly #scaling: CountsScaling;
  readonly #dt: number;
  /** Squared change of independent species i by reaction k, at i · reactions + k. */
  readonly #squares: Float64Array;

  constructor(network: Network, moves: Moves, job: Pick<CountsJob, 'scaling' | 'dt'>) {
    this.#pivots = moves.pivots;
    this.#strides = moves.strides;
    this.#scaling = job.scaling;
    this.#dt = job.dt;
    this.#squares = Float64Array.from(
      moves.pivots.flatMap((s) =>
        network.reactions.map((r) => (r.change.find((c) => c.species === s)?.count ?? 0) ** 2),
      ),
    );
  }

  base(i: number, counts: ArrayLike<number>, at: number): number {
    return this.#scaling.anchor[i] === 'change' ? counts[at + this.#pivots[i]!]! : this.#scaling.base[i]!;
  }

  /** Writes the scale of each independent species to `out` from `o` on, in molecules. */
  scales(a: Float64Array, out: Float64Array | Float32Array, o: number): void {
    for (let i = 0; i < this.#pivots.length; i++) {
      const widest = this.#scaling.scale[i]!;
      if (this.#scaling.anchor[i] === 'level') {
        out[o + i] = widest;
        continue;
      }
      let variance = 0.25 * this.#strides[i]! ** 2;
      for (let k = 0; k < a.length; k++) variance += this.#squares[i * a.length + k]! * a[k]! * this.#dt;
      out[o + i] = Math.min(Math.sqrt(variance), widest);
    }
  }
}
