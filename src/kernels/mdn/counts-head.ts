/**
 * The head with integers and exact support (the default).
 *
 *   P(x'|x) = P₁(x'|x) + r(x) · [ w·P₂(x'|x) + (1 − w) · Σ_c π_c Π_i p_ci(z_i) ]
 *
 * P₁ is exact: no event or one; r is the chance of more; P₂ is where the first two of
 * many lead (`few-events.ts`). Learned are the weight w, near 1 where a third event is
 * rare, and a mixture over the coordinates z of the move (`moves.ts`), each p_ci a logistic discretised on the whole numbers of its interval
 * (`support.ts`), the ends taking its tails. So it is normalised, integer, never negative, and keeps every
 * conservation law, whatever the weights are.
 *
 * Here is what the law is; `rows/` draws from it.
 *
 * Sources: discretised logistic mixtures, Salimans et al., ICLR 2017, arXiv 1701.05517;
 * mixture density networks as abstractions of reaction networks, Repin & Petrov,
 * Information and Computation 281, 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network, Term } from '../../crn/network.ts';
import { Anchors, type CountsJob, StandardFeatures } from './counts-inputs.ts';
import { FewEvents, leads } from './few-events.ts';
import { countsWidth, leastScale, scaleRange } from './graphs.ts';
import { blockRows, type Head, type Row } from './head.ts';
import { logAdd, logInterval, logSigmoid, logSum } from './logistic.ts';
import { Coordinates, type Moves, movesOf } from './moves.ts';
import { Support } from './support.ts';

export class CountsHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly moves: Moves;
  readonly support: Support;
  readonly #dt: number;
  readonly #mixtures: number;
  readonly #home: readonly number[];
  readonly #changes: readonly (readonly Term[])[];
  readonly #few: FewEvents;
  readonly #features: StandardFeatures;
  readonly #anchors: Anchors;
  // What the law of a loaded row needs, by slot.
  readonly #base: Float64Array;
  readonly #scale: Float64Array;
  /** The move at hand. */
  readonly #move: Coordinates;
  /** The state before the move at hand. */
  readonly #from: Int32Array;
  /** Log-weight of each component, then its density. */
  readonly #weight: Float64Array;

  constructor(network: Network, job: CountsJob) {
    const { shape, scaling } = job;
    this.#dt = job.dt;
    this.#mixtures = shape.mixtures;
    this.#home = scaling.home;
    this.moves = movesOf(network, scaling.basis);
    this.support = new Support(network, this.moves);
    this.#features = new StandardFeatures(network, job);
    this.#anchors = new Anchors(network, this.moves, scaling, job.dt);
    this.#changes = network.reactions.map((r) => r.change);
    this.#few = new FewEvents(network);
    this.#from = new Int32Array(network.species.length);
    const n = this.moves.rank;
    this.featureWidth = this.#features.width;
    this.outputWidth = countsWidth(shape.mixtures, n);
    this.#base = new Float64Array(blockRows * n);
    this.#scale = new Float64Array(blockRows * n);
    this.#move = new Coordinates(this.moves);
    this.#weight = new Float64Array(shape.mixtures);
  }

  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
    few: FewEvents,
    features: Float32Array,
  ): void {
    this.#features.write(counts, at, rates, ra, few.a, features, slot * this.featureWidth);
    this.#anchors.place(counts, at, few.a);
    this.#base.set(this.#anchors.base, slot * this.moves.rank);
    this.#scale.set(this.#anchors.scale, slot * this.moves.rank);
  }

  logProb(
    slot: number,
    output: Float32Array,
    before: Int32Array,
    after: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
  ): number {
    if (!this.#move.find(before, after, at)) return Number.NEGATIVE_INFINITY;
    const few = this.#few;
    this.#solve(before, rates, at, ra);
    this.#from.set(before.subarray(at, at + this.moves.species));
    let exact = this.#move.z.every((z) => z === 0) ? few.none : 0;
    for (let k = 0; k < few.one.length; k++)
      if (few.one[k]! > 0 && leads(this.#changes[k]!, this.#from, after, at)) exact += few.one[k]!;
    if (few.rest === 0) return Math.log(exact);
    const gate = output[slot * this.outputWidth + this.outputWidth - 1]!;
    const pair = logSigmoid(gate) + Math.log(few.pair(before, after, at, rates, ra));
    const mixture = logSigmoid(-gate) + this.#logMixture(slot, output, before, at);
    return logAdd(Math.log(exact), Math.log(few.rest) + logAdd(pair, mixture));
  }

  /** What few events make of the row. */
  #solve(counts: Int32Array, rates: Float64Array, at: number, ra: number): void {
    this.#few.propensities(counts, at, rates, ra);
    this.#few.solve(counts, at, rates, ra, this.#dt);
  }

  /** log of the mixture for the move at hand. */
  #logMixture(slot: number, output: Float32Array, before: Int32Array, at: number): number {
    const n = this.moves.rank;
    const c = this.#mixtures;
    const o = slot * this.outputWidth;
    const { z } = this.#move;
    const weight = this.#weight;
    const intervals = this.support.intervals(before, at);
    const total = logSum(output, o, c);
    for (let k = 0; k < c; k++) weight[k] = output[o + k]! - total;
    for (let i = 0; i < n; i++) {
      intervals.of(i, before, at, z);
      if (z[i]! < intervals.low || z[i]! > intervals.high) return Number.NEGATIVE_INFINITY;
      for (let k = 0; k < c; k++) {
        const [centre, width] = this.#logistic(slot, output, o, k, i);
        weight[k]! += logInterval(
          z[i] === intervals.low ? Number.NEGATIVE_INFINITY : (z[i]! - 0.5 - centre) / width,
          z[i] === intervals.high ? Number.POSITIVE_INFINITY : (z[i]! + 0.5 - centre) / width,
        );
      }
    }
    return logSum(weight, 0, c);
  }

  /** Centre and scale of coordinate i in component k. */
  #logistic(slot: number, output: Float32Array, o: number, k: number, i: number): [number, number] {
    const n = this.moves.rank;
    const c = this.#mixtures;
    const scale = this.#scale[slot * n + i]!;
    const raw = output[o + c + c * n + k * n + i]!;
    return [
      this.#base[slot * n + i]! + this.#home[k * n + i]! + scale * output[o + c + k * n + i]!,
      scale * Math.exp(scaleRange * Math.tanh(raw / scaleRange)) + leastScale,
    ];
  }
}
