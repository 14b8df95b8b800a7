/**
 * The heads with integers and exact support (`counts`, the default, and `van`).
 *
 *   P(x'|x) = P₁(x'|x) + r(x) · [ w·P₂(x'|x) + (1 − w) · q(z|x) ]
 *
 * P₁ is exact: no event or one; r is the chance of more; P₂ is where the first two of
 * many lead (`few-events.ts`). Learned are the weight w, near 1 where a third event is
 * rare, and q, a law of the coordinates z of the move (`../../lattice/moves.ts`), each put on the whole numbers
 * of its interval (`../../lattice/support.ts`): a mixture (`../mixture/law.ts`), or one coordinate after another
 * (`../van/law.ts`). So it is normalised, integer, never negative, and keeps every
 * conservation law, whatever the weights are.
 *
 * Here is what the law is; `rows/` draws from it.
 *
 * Sources: discretised mixtures, Salimans et al., ICLR 2017, arXiv 1701.05517;
 * mixture density networks as abstractions of reaction networks, Repin & Petrov,
 * Information and Computation 281, 2021, doi 10.1016/j.ic.2021.104788.
 */
import type { Network, Term } from '../../../../crn/network.ts';
import { Anchors, type CountsJob, StandardFeatures } from '../../inputs/inputs.ts';
import { Coordinates, type Moves, movesOf } from '../../lattice/moves.ts';
import { Support } from '../../lattice/support.ts';
import { mixturesOf } from '../../shape/shape.ts';
import { blockRows, type Head, type Mixture, type Row } from '../head.ts';
import { MixtureLaw } from '../mixture/law.ts';
import { VanLaw } from '../van/law.ts';
import { FewEvents, leads } from './few-events.ts';
import { logAdd, logSigmoid } from './logistic.ts';
import type { MoveLaw } from './move-law.ts';

export class CountsHead implements Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  readonly moves: Moves;
  readonly support: Support;
  readonly #dt: number;
  readonly #species: readonly string[];
  readonly #law: MoveLaw;
  readonly #changes: readonly (readonly Term[])[];
  readonly #few: FewEvents;
  readonly #features: StandardFeatures;
  readonly #anchors: Anchors;
  // What the law of a loaded row needs, by slot.
  readonly #base: Float64Array;
  readonly #scale: Float64Array;
  /** The move at hand, and the intervals of its coordinates. */
  readonly #move: Coordinates;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** The state before the move at hand. */
  readonly #from: Int32Array;

  /** @param weights  of the whole network; absent before it is trained, when no law is asked for */
  constructor(network: Network, job: CountsJob, weights?: Float32Array) {
    const { shape, scaling } = job;
    this.#dt = job.dt;
    this.#species = network.species;
    this.moves = movesOf(network, scaling.basis);
    this.support = new Support(network, this.moves);
    this.#features = new StandardFeatures(network, job);
    this.#anchors = new Anchors(network, this.moves, scaling);
    this.#changes = network.reactions.map((r) => r.change);
    this.#few = new FewEvents(network);
    this.#from = new Int32Array(network.species.length);
    const n = this.moves.rank;
    this.featureWidth = shape.past * this.#features.width;
    this.#law = lawOf(job, n, weights);
    this.outputWidth = this.#law.outputWidth;
    this.#base = new Float64Array(blockRows * n);
    this.#scale = new Float64Array(blockRows * n);
    this.#move = new Coordinates(this.moves);
    this.#low = new Float64Array(n);
    this.#high = new Float64Array(n);
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
    const o = slot * this.outputWidth;
    const gate = output[o + this.#law.gate]!;
    const pair = logSigmoid(gate) + Math.log(few.pair(before, after, at, rates, ra));
    const many = this.#bounds(before, at)
      ? logSigmoid(-gate) + this.#law.logProb(output, o, this.#placed(slot))
      : Number.NEGATIVE_INFINITY;
    return logAdd(Math.log(exact), Math.log(few.rest) + logAdd(pair, many));
  }

  mixture(slot: number, output: Float32Array): Mixture {
    const { rank, species, basis } = this.moves;
    const central = this.#base.slice(slot * rank, (slot + 1) * rank);
    const move = { ...this.#placed(slot), z: central };
    const bells = this.#law.bells(output, slot * this.outputWidth, move);
    return bells.map((of, i) => ({
      coordinate: changeInWords(
        this.#species,
        Array.from({ length: species }, (_, s) => basis[s * rank + i]!),
      ),
      ...of,
    }));
  }

  #placed(slot: number) {
    const at = slot * this.moves.rank;
    return { z: this.#move.z, low: this.#low, high: this.#high, base: this.#base, scale: this.#scale, at };
  }

  /** What few events make of the row. */
  #solve(counts: Int32Array, rates: Float64Array, at: number, ra: number): void {
    this.#few.propensities(counts, at, rates, ra);
    this.#few.solve(counts, at, rates, ra, this.#dt);
  }

  /** Sets the intervals of the move at hand; false where it leaves one. */
  #bounds(before: Int32Array, at: number): boolean {
    const { z } = this.#move;
    const intervals = this.support.intervals(before, at);
    for (let i = 0; i < z.length; i++) {
      intervals.of(i, before, at, z);
      if (z[i]! < intervals.low || z[i]! > intervals.high) return false;
      this.#low[i] = intervals.low;
      this.#high[i] = intervals.high;
    }
    return true;
  }
}

function lawOf({ shape: { head }, scaling }: CountsJob, rank: number, weights?: Float32Array): MoveLaw {
  return head.kind === 'van'
    ? new VanLaw(head, scaling, weights)
    : new MixtureLaw(mixturesOf(head), rank, scaling);
}

/** `P1 +1`, `G1 −1, G2 +1`. */
function changeInWords(species: readonly string[], change: readonly number[]): string {
  return change
    .flatMap((n, s) => (n === 0 ? [] : [`${species[s]} ${n > 0 ? '+' : '−'}${Math.abs(n)}`]))
    .join(', ');
}
