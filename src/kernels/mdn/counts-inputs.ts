/** What the `counts` head makes of a row before the network sees it: features and anchors. */
import type { Network } from '../../crn/network.ts';
import type { CountsScaling, Domain } from '../abstraction.ts';
import { Features } from './features.ts';
import type { Moves } from './moves.ts';
import type { MdnShape } from './shape.ts';

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
    dt: number,
    out: Float32Array,
    o: number,
  ): void {
    this.#raw.write(counts, at, rates, ra, a, dt, out, o);
    for (let i = 0; i < this.width; i++) out[o + i] = (out[o + i]! - this.#mean[i]!) / this.#sd[i]!;
  }
}

/**
 * Where the network's locations and scales are measured from, in coordinates of the moves.
 *
 * `stay`: from no change at all, where it is a matter of single events. `change`: from the
 * change Σ_k c_k e_k that the propensities promise. Both in units of about its standard
 * deviation √(¼ + Σ_k c²_k e_k); c_k is the change by reaction k and e_k the events to expect
 * of it while its reactants last, (n/m)·(1 − exp(−a_k Δt m/n)) for the scarcest of those it
 * uses up, n molecules at m a time. `linear`: from the best linear guess of the data, in its
 * standard errors, where a step forgets where it began.
 */
export class Anchors {
  /** Of the row last {@link place}d: where each coordinate is measured from, and in which unit. */
  readonly base: Float64Array;
  readonly scale: Float64Array;
  readonly #moves: Moves;
  readonly #scaling: Pick<CountsScaling, 'anchor' | 'intercept' | 'slope' | 'scale'>;
  readonly #uses: readonly (readonly { readonly species: number; readonly count: number }[])[];
  /** Change of coordinate i by reaction k, at i · reactions + k. */
  readonly #changes: Float64Array;
  readonly #events: Float64Array;

  constructor(
    network: Network,
    moves: Moves,
    scaling: Pick<CountsScaling, 'anchor' | 'intercept' | 'slope' | 'scale'>,
  ) {
    this.base = new Float64Array(moves.rank);
    this.scale = new Float64Array(moves.rank);
    this.#moves = moves;
    this.#scaling = scaling;
    this.#uses = network.reactions.map((r) =>
      r.change.flatMap(({ species, count }) => (count < 0 ? [{ species, count: -count }] : [])),
    );
    this.#changes = Float64Array.from(
      Array.from({ length: moves.rank }, (_, i) => moves.reactions.map((c) => c[i]!)).flat(),
    );
    this.#events = new Float64Array(network.reactions.length);
  }

  /** Sets `base` and `scale` for the row at `at`, whose propensities are `a`, for a step of `dt`. */
  place(counts: ArrayLike<number>, at: number, a: Float64Array, dt: number): void {
    const { anchor, intercept, slope, scale } = this.#scaling;
    const { rank, species } = this.#moves;
    const events = this.#events;
    const reactions = events.length;
    for (let k = 0; k < reactions; k++) {
      let expected = a[k]! * dt;
      const uses = this.#uses[k]!;
      for (let u = 0; u < uses.length && expected > 0; u++) {
        const most = counts[at + uses[u]!.species]! / uses[u]!.count;
        expected = Math.min(expected, -most * Math.expm1((-a[k]! * dt) / most));
      }
      events[k] = expected;
    }
    for (let i = 0; i < rank; i++) {
      const linear = anchor[i] === 'linear';
      let base = linear ? intercept[i]! : 0;
      let variance = 0.25;
      if (linear) for (let s = 0; s < species; s++) base += slope[i * species + s]! * counts[at + s]!;
      else
        for (let k = 0; k < reactions; k++) {
          const change = this.#changes[i * reactions + k]!;
          if (anchor[i] === 'change') base += change * events[k]!;
          variance += change * change * events[k]!;
        }
      this.base[i] = base;
      this.scale[i] = linear ? scale[i]! : Math.min(Math.sqrt(variance), scale[i]!);
    }
  }
}
