/**
 * The head with integers and exact support (the default).
 *
 *   P(x'|x) = P₁(x'|x) + r(x) · [ w·1(x' = x) + (1 − w) · Σ_c π_c Π_i p_ci(z_i) ]
 *
 * P₁ is exact: no event or one (`few-events.ts`); r is the chance of more. What is in
 * brackets is learned: a spike and a mixture over the coordinates z of the move
 * (`moves.ts`), each p_ci a logistic discretised on the whole numbers of its interval
 * (`support.ts`), the ends taking its tails. So it is normalised, integer, never negative, and keeps every
 * conservation law, whatever the weights are.
 *
 * Sources: discretised logistic mixtures, Salimans et al., ICLR 2017, arXiv 1701.05517;
 * mixture density networks as abstractions of reaction networks, Repin & Petrov,
 * Information and Computation 281, 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import type { Stream } from '../../numerics/streams.ts';
import { Anchors, type CountsJob, StandardFeatures } from './counts-inputs.ts';
import type { FewEvents } from './few-events.ts';
import { countsWidth, leastScale, scaleRange } from './graphs.ts';
import { blockRows, type Head, type Row } from './head.ts';
import { logAdd, logInterval, logSigmoid, logSum, sigmoid } from './logistic.ts';
import { Coordinates, type Moves, movesOf } from './moves.ts';
import { largestCount, Support } from './support.ts';

export class CountsHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly skipsAbsorbing = true;
  readonly moves: Moves;
  readonly support: Support;
  readonly #dt: number;
  readonly #mixtures: number;
  readonly #home: readonly number[];
  readonly #changes: Network['reactions'][number]['change'][];
  readonly #features: StandardFeatures;
  readonly #anchors: Anchors;
  // What the law of a loaded row needs, by slot.
  readonly #base: Float64Array;
  readonly #scale: Float64Array;
  readonly #none = new Float64Array(blockRows);
  readonly #rest = new Float64Array(blockRows);
  readonly #one: Float64Array;
  /** The move at hand. */
  readonly #move: Coordinates;
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
    const n = this.moves.rank;
    this.featureWidth = this.#features.width;
    this.outputWidth = countsWidth(shape.mixtures, n);
    this.#base = new Float64Array(blockRows * n);
    this.#scale = new Float64Array(blockRows * n);
    this.#one = new Float64Array(blockRows * network.reactions.length);
    this.#move = new Coordinates(this.moves);
    this.#weight = new Float64Array(shape.mixtures);
  }

  settle(counts: Int32Array, rates: Float64Array, { at, ra }: Row, few: FewEvents, stream: Stream): boolean {
    few.solve(counts, at, rates, ra, this.#dt);
    const event = few.choose(stream.uniform());
    if (event === 'more') return false;
    if (event === 'none') return true;
    for (const { species, count } of this.#changes[event]!) counts[at + species]! += count;
    return true;
  }

  load(slot: number, counts: Int32Array, rates: Float64Array, { at, ra }: Row, few: FewEvents, features: Float32Array): void {
    this.#features.write(counts, at, rates, ra, few.a, features, slot * this.featureWidth);
    this.#anchors.place(counts, at, few.a);
    this.#base.set(this.#anchors.base, slot * this.moves.rank);
    this.#scale.set(this.#anchors.scale, slot * this.moves.rank);
    this.#none[slot] = few.none;
    this.#rest[slot] = few.rest;
    this.#one.set(few.one, slot * few.one.length);
  }

  finish(slot: number, output: Float32Array, counts: Int32Array, { at }: Row, stream: Stream): void {
    const { rank: n, basis, species } = this.moves;
    const c = this.#mixtures;
    const o = slot * this.outputWidth;
    // The first draw chose between few events and many.
    stream.uniform();
    if (stream.uniform() < sigmoid(output[o + c + 2 * c * n]!)) return;
    const component = this.#chooseComponent(output, o, stream.uniform());
    const intervals = this.support.intervals(counts, at);
    const { z } = this.#move;
    for (let i = 0; i < n; i++) {
      intervals.of(i, counts, at, z);
      const [centre, width] = this.#logistic(slot, output, o, component, i);
      const u = stream.uniform();
      const nearest = Math.ceil(centre + width * (Math.log(u) - Math.log1p(-u)) - 0.5);
      z[i] = Math.min(Math.max(nearest, intervals.low), intervals.high);
    }
    for (let s = 0; s < species; s++) {
      let count = counts[at + s]!;
      for (let i = 0; i < n; i++) count += basis[s * n + i]! * z[i]!;
      if (!(count <= largestCount)) throw explosion(s, count);
      counts[at + s] = count;
    }
  }

  logProb(slot: number, output: Float32Array, before: Int32Array, after: Int32Array, { at }: Row): number {
    if (!this.#move.find(before, after, at)) return Number.NEGATIVE_INFINITY;
    let exact = this.#move.z.every((z) => z === 0) ? this.#none[slot]! : 0;
    const reactions = this.#changes.length;
    for (let k = 0; k < reactions; k++) {
      const p = this.#one[slot * reactions + k]!;
      if (p > 0 && moves(this.#changes[k]!, before, after, at, this.moves.species)) exact += p;
    }
    const rest = this.#rest[slot]!;
    if (rest === 0) return Math.log(exact);
    const learned = this.#logLearned(slot, output, slot * this.outputWidth, before, at);
    return logAdd(Math.log(exact), Math.log(rest) + learned);
  }

  /** log of what is in brackets, for the move at hand. */
  #logLearned(slot: number, output: Float32Array, o: number, before: Int32Array, at: number): number {
    const n = this.moves.rank;
    const c = this.#mixtures;
    const { z } = this.#move;
    const weight = this.#weight;
    const intervals = this.support.intervals(before, at);
    const total = logSum(output, o, c);
    for (let k = 0; k < c; k++) weight[k] = output[o + k]! - total;
    let stays = true;
    for (let i = 0; i < n; i++) {
      if (z[i] !== 0) stays = false;
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
    const spike = output[o + c + 2 * c * n]!;
    const moved = logSum(weight, 0, c) + logSigmoid(-spike);
    return stays ? logAdd(logSigmoid(spike), moved) : moved;
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

  #chooseComponent(output: Float32Array, o: number, u: number): number {
    const c = this.#mixtures;
    const total = logSum(output, o, c);
    let left = u;
    for (let k = 0; k < c - 1; k++) {
      left -= Math.exp(output[o + k]! - total);
      if (left < 0) return k;
    }
    return c - 1;
  }
}

/** Does this one change make the move? */
function moves(
  change: readonly { readonly species: number; readonly count: number }[],
  before: Int32Array,
  after: Int32Array,
  at: number,
  species: number,
): boolean {
  let c = 0;
  for (let s = 0; s < species; s++) {
    const expected = change[c]?.species === s ? change[c++]!.count : 0;
    if (after[at + s]! - before[at + s]! !== expected) return false;
  }
  return true;
}

function explosion(species: number, count: number): KernelError {
  return new KernelError(
    'learned kernel',
    `it drew ${count} molecules of species number ${species}`,
    'Train it on a wider range, or set outside: "ssa".',
  );
}
