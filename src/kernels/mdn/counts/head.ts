/**
 * The head with integers and exact support (the default).
 *
 *   P(x'|x) = P₁(x'|x) + r(x) · [ w·P₂(x'|x) + (1 − w) · Σ_c π_c Π_i p_ci(z_i) ]
 *
 * P₁ is exact: no event or one; r is the chance of more; P₂ is where the first two of
 * many lead (`few-events.ts`). Learned are the weight w, near 1 where a third event is
 * rare, and a mixture over the coordinates z of the move (`moves.ts`). In a component each
 * coordinate, given those before it, is normal (`bell.ts`) with the centre
 *
 *   c_ki + s_i · Σ_{j<i} L_ij (z_j − b_j) / s_j
 *
 * and put on the whole numbers of its interval (`support.ts`), the ends taking its tails; b and s
 * are where and in which unit coordinates are measured (`inputs.ts`), L is shared by all
 * components. So it is normalised, integer, never negative, and keeps every
 * conservation law, whatever the weights are.
 *
 * Here is what the law is; `rows/` draws from it.
 *
 * Sources: discretised mixtures, Salimans et al., ICLR 2017, arXiv 1701.05517;
 * mixture density networks as abstractions of reaction networks, Repin & Petrov,
 * Information and Computation 281, 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network, Term } from '../../../crn/network.ts';
import { blockRows, type Head, type Mixture, type Row } from '../head.ts';
import { mixturesOf } from '../shape.ts';
import { logMass } from './bell.ts';
import { FewEvents, leads } from './few-events.ts';
import { type CountsColumns, countsColumns, leastScale, scaleRange, shearRange } from './graph.ts';
import { Anchors, type CountsJob, StandardFeatures } from './inputs.ts';
import { logAdd, logSigmoid, logSum } from './logistic.ts';
import { Coordinates, type Moves, movesOf } from './moves.ts';
import { Support } from './support.ts';

export class CountsHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly moves: Moves;
  readonly support: Support;
  readonly #dt: number;
  readonly #species: readonly string[];
  readonly #mixtures: number;
  readonly #columns: CountsColumns;
  /** Where components start, and the logarithms of their scales. */
  readonly #home: readonly number[];
  readonly #spread: readonly number[];
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
    this.#species = network.species;
    this.#mixtures = mixturesOf(shape.head);
    this.#home = scaling.home;
    this.#spread = scaling.spread;
    this.moves = movesOf(network, scaling.basis);
    this.support = new Support(network, this.moves);
    this.#features = new StandardFeatures(network, job);
    this.#anchors = new Anchors(network, this.moves, scaling);
    this.#changes = network.reactions.map((r) => r.change);
    this.#few = new FewEvents(network);
    this.#from = new Int32Array(network.species.length);
    const n = this.moves.rank;
    this.featureWidth = shape.past * this.#features.width;
    this.#columns = countsColumns(this.#mixtures, n);
    this.outputWidth = this.#columns.width;
    this.#base = new Float64Array(blockRows * n);
    this.#scale = new Float64Array(blockRows * n);
    this.#move = new Coordinates(this.moves);
    this.#weight = new Float64Array(this.#mixtures);
  }

  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
    few: FewEvents,
    features: Float32Array,
  ): void {
    const { width } = this.#features;
    const o = (slot + 1) * this.featureWidth - width;
    this.#features.write(counts, at, rates, ra, few.a, this.#dt, features, o);
    this.#anchors.place(counts, at, rates, ra, few.a, this.#dt);
    this.#base.set(this.#anchors.base, slot * this.moves.rank);
    this.#scale.set(this.#anchors.scale, slot * this.moves.rank);
  }

  recall(
    slot: number,
    ago: number,
    counts: Int32Array,
    rates: Float64Array,
    { at, ra }: Row,
    features: Float32Array,
  ): void {
    const { width } = this.#features;
    const o = (slot + 1) * this.featureWidth - (ago + 1) * width;
    this.#few.propensities(counts, at, rates, ra);
    this.#features.write(counts, at, rates, ra, this.#few.a, this.#dt, features, o);
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
    const gate = output[slot * this.outputWidth + this.#columns.gate]!;
    const pair = logSigmoid(gate) + Math.log(few.pair(before, after, at, rates, ra));
    const mixture = logSigmoid(-gate) + this.#logMixture(slot, output, before, at);
    return logAdd(Math.log(exact), Math.log(few.rest) + logAdd(pair, mixture));
  }

  mixture(slot: number, output: Float32Array): Mixture {
    const { rank, species, basis } = this.moves;
    const o = slot * this.outputWidth;
    const total = logSum(output, o, this.#mixtures);
    const components = Array.from({ length: this.#mixtures }, (_, k) =>
      Array.from({ length: rank }, (_, i) => this.#component(slot, output, o, k, i)),
    );
    return {
      coordinates: Array.from({ length: rank }, (_, i) =>
        changeInWords(
          this.#species,
          Array.from({ length: species }, (_, s) => basis[s * rank + i]!),
        ),
      ),
      weights: components.map((_, k) => Math.exp(output[o + k]! - total)),
      centres: components.map((of) => of.map(([centre]) => centre)),
      widths: components.map((of) => of.map(([, width]) => width)),
    };
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
      const place = z[i]! - this.#shear(slot, output, o, i);
      for (let k = 0; k < c; k++) {
        const [centre, width] = this.#component(slot, output, o, k, i);
        weight[k]! += logMass(
          z[i] === intervals.low ? Number.NEGATIVE_INFINITY : (place - 0.5 - centre) / width,
          z[i] === intervals.high ? Number.POSITIVE_INFINITY : (place + 0.5 - centre) / width,
        );
      }
    }
    return logSum(weight, 0, c);
  }

  /** What the coordinates before i of the move at hand add to its centres. */
  #shear(slot: number, output: Float32Array, o: number, i: number): number {
    const at = slot * this.moves.rank;
    let sum = 0;
    for (let j = 0; j < i; j++) {
      const raw = output[o + this.#columns.shear + (i * (i - 1)) / 2 + j]!;
      const lean = (this.#move.z[j]! - this.#base[at + j]!) / this.#scale[at + j]!;
      sum += shearRange * Math.tanh(raw / shearRange) * lean;
    }
    return sum * this.#scale[at + i]!;
  }

  /** Centre and standard deviation of coordinate i in component k. */
  #component(slot: number, output: Float32Array, o: number, k: number, i: number): [number, number] {
    const n = this.moves.rank;
    const own = k * n + i;
    const scale = this.#scale[slot * n + i]!;
    const raw = output[o + this.#columns.scale + own]!;
    const growth = this.#spread[own]! + scaleRange * Math.tanh(raw / scaleRange);
    return [
      this.#base[slot * n + i]! + this.#home[own]! + scale * output[o + this.#columns.location + own]!,
      scale * Math.exp(growth) + leastScale,
    ];
  }
}

/** `P1 +1`, `G1 −1, G2 +1`. */
function changeInWords(species: readonly string[], change: readonly number[]): string {
  return change
    .flatMap((n, s) => (n === 0 ? [] : [`${species[s]} ${n > 0 ? '+' : '−'}${Math.abs(n)}`]))
    .join(', ');
}
