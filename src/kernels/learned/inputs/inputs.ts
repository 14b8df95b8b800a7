/** What the `counts` head makes of a row before the network sees it: features and anchors. */
import type { Network } from '../../../crn/network.ts';
import type { CountsScaling, Domain } from '../../abstraction.ts';
import type { Moves } from '../lattice/moves.ts';
import type { LearnedShape } from '../shape/shape.ts';
import { Features } from './features.ts';
import { Flow } from './flow.ts';

/** The part of an abstraction that the head reads. */
export interface CountsJob {
  readonly shape: LearnedShape;
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
 * change Σ_k c_k e_k of the mean-field flow (`flow.ts`). Both in units of about its standard
 * deviation √(¼ + Σ_k c²_k e_k); c_k is the change by reaction k and e_k its events in the flow.
 * `linear`: from the best linear guess of the data, in its standard errors, where a step forgets
 * where it began.
 */
export class Anchors {
  /** Of the row last {@link place}d: where each coordinate is measured from, and in which unit. */
  readonly base: Float64Array;
  readonly scale: Float64Array;
  readonly #moves: Moves;
  readonly #scaling: AnchorScaling;
  /** Change of coordinate i by reaction k, at i · reactions + k. */
  readonly #changes: Float64Array;
  /** Absent where nothing asks for it. */
  readonly #flow: Flow | undefined;

  constructor(network: Network, moves: Moves, scaling: AnchorScaling) {
    this.base = new Float64Array(moves.rank);
    this.scale = new Float64Array(moves.rank);
    this.#moves = moves;
    this.#scaling = scaling;
    this.#changes = Float64Array.from(
      Array.from({ length: moves.rank }, (_, i) => moves.reactions.map((c) => c[i]!)).flat(),
    );
    if (asksFlow(scaling)) this.#flow = new Flow(network);
  }

  /** Sets `base` and `scale` for the row at `at`, whose propensities are `a`, for a step of `dt`. */
  place(
    counts: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
    a: Float64Array,
    dt: number,
  ): void {
    const { anchor, intercept, slope, scale } = this.#scaling;
    const { rank, species } = this.#moves;
    this.#flow?.run(counts, at, rates, ra, a, dt);
    for (let i = 0; i < rank; i++) {
      if (anchor[i] === 'linear') {
        let base = intercept[i]!;
        for (let s = 0; s < species; s++) base += slope[i * species + s]! * counts[at + s]!;
        this.base[i] = base;
        this.scale[i] = scale[i]!;
        continue;
      }
      const { events } = this.#flow!;
      let base = 0;
      let variance = 0.25;
      for (let k = 0; k < events.length; k++) {
        const change = this.#changes[i * events.length + k]!;
        base += change * events[k]!;
        variance += change * change * events[k]!;
      }
      this.base[i] = anchor[i] === 'change' ? base : 0;
      this.scale[i] = Math.min(Math.sqrt(variance), scale[i]!);
    }
  }
}

type AnchorScaling = Pick<CountsScaling, 'anchor' | 'intercept' | 'slope' | 'scale'>;

/** Is any coordinate measured from the flow, or in its unit? */
export function asksFlow({ anchor }: Pick<CountsScaling, 'anchor'>): boolean {
  return anchor.some((kind) => kind !== 'linear');
}
