/**
 * The generator of the chain on a set of states, sparse, in gather form: row i lists the
 * jumps into state i, so that a product with a vector writes every entry once.
 */
import { compileLaw, type Law as Propensity } from '../../crn/law-closures.ts';
import { ScenarioError } from '../../errors.ts';
import type { StateTable } from '../state-table.ts';
import type { Jumps } from './explore.ts';
import type { SparseArrays, SparseMemory } from './exponential/sparse-product.ts';
import { splitLaw } from './split-law.ts';

/** A moment and its share in a mean of generators. Shares sum to 1; one may be below 0. */
export interface Moment {
  readonly time: number;
  readonly share: number;
}

/** Jumps of one timed reaction: `value[slot] = f(t) · factor`, or the law itself. */
interface TimedJumps {
  readonly reaction: number;
  readonly source: Int32Array;
  /** Place in `value`; −1 for a jump out of the set. */
  readonly slot: Int32Array;
  readonly ofTime: Propensity | undefined;
  readonly factor: Float64Array | undefined;
}

const nowhere = new Int32Array(0);
let versions = 0;

export class Generator {
  /** States. */
  readonly n: number;
  /** Row i is `start[i]` … `start[i + 1]`, shape [n + 1]. */
  readonly start: Int32Array;
  /** Where each jump comes from, shape [jumps]. */
  readonly source: Int32Array;
  /** Its rate, shape [jumps]. */
  readonly value: Float64Array;
  /** Rate of leaving each state, `leak` included, shape [n]. */
  readonly out: Float64Array;
  /** Rate of leaving the set from each state, shape [n]. */
  readonly leak: Float64Array;

  /** Unlike that of any other generator; another after each {@link Generator.freeze}. */
  version = ++versions;

  readonly #memory: SparseMemory;
  readonly #arrays: SparseArrays;
  readonly #jumps: Jumps;
  readonly #rows: Int32Array;
  readonly #timed: readonly TimedJumps[];
  /** `out` and `leak` of the reactions that are not timed. */
  readonly #still: { readonly out: Float64Array; readonly leak: Float64Array } | undefined;

  /**
   * @param memory      holds this generator from now on and none it held before
   * @param reflecting  jumps out of the set do not happen, instead of losing mass
   */
  constructor(memory: SparseMemory, jumps: Jumps, table: StateTable, reflecting: boolean) {
    const { job } = jumps;
    const { width, rows, size: n } = table;
    const reactions = jumps.moves.length;
    const target = new Int32Array(n * reactions).fill(-2);
    const start = new Int32Array(n + 1);
    this.#memory = memory;
    this.#jumps = jumps;
    this.#rows = rows;
    this.n = n;
    this.out = new Float64Array(n);
    this.leak = new Float64Array(n);
    // Where to: a state's number, −1 for out of the set, −2 for no jump.
    for (let i = 0; i < n; i++) {
      if (jumps.stays(rows, i * width)) continue;
      for (let r = 0; r < reactions; r++) {
        if (!jumps.happens(rows, i * width, r)) continue;
        const to = jumps.jump(rows, i * width, r) ? table.find(jumps.after, 0) : -1;
        if (to < 0 && reflecting) continue;
        target[i * reactions + r] = to;
        if (to >= 0) start[to + 1]!++;
      }
    }
    for (let i = 0; i < n; i++) start[i + 1]! += start[i]!;
    this.#arrays = memory.allocate(n, start[n]!);
    ({ start: this.start, source: this.source, value: this.value } = this.#arrays);
    this.start.set(start);
    const fill = start;
    const timed: TimedJumps[] = [];
    const [time] = job.probes as readonly [number];
    for (let r = 0; r < reactions; r++) {
      const slots: number[] = [];
      const sources: number[] = [];
      const rates = job.ratesAt(time);
      for (let i = 0; i < n; i++) {
        const to = target[i * reactions + r]!;
        if (to === -2) continue;
        const slot = to < 0 ? -1 : fill[to]!++;
        if (slot >= 0) this.source[slot] = i;
        if (job.timed[r]) {
          sources.push(i);
          slots.push(slot);
          continue;
        }
        const a = jumps.propensity(rows, i * width, r, rates, time);
        this.out[i]! += a;
        if (slot >= 0) this.value[slot] = a;
        else this.leak[i]! += a;
      }
      if (slots.length > 0) timed.push(this.#timedJumps(r, Int32Array.from(sources), Int32Array.from(slots)));
    }
    this.#timed = timed;
    if (timed.length > 0) this.#still = { out: this.out.slice(), leak: this.leak.slice() };
  }

  /** The largest rate of leaving a state. */
  get fastest(): number {
    let fastest = 0;
    for (let i = 0; i < this.n; i++) if (this.out[i]! > fastest) fastest = this.out[i]!;
    return fastest;
  }

  /**
   * Sets the timed rates to their mean over some moments.
   *
   * @returns false where that mean is no generator: a rate below 0
   */
  freeze(moments: readonly Moment[]): boolean {
    if (!this.#still) return true;
    this.version = ++versions;
    this.out.set(this.#still.out);
    this.leak.set(this.#still.leak);
    let valid = true;
    for (const timed of this.#timed) {
      timed.slot.forEach((slot) => {
        if (slot >= 0) this.value[slot] = 0;
      });
      const sums = new Float64Array(timed.slot.length);
      for (const { time, share } of moments) this.#addRates(timed, time, share, sums);
      for (let k = 0; k < sums.length; k++) {
        const [slot, source, a] = [timed.slot[k]!, timed.source[k]!, sums[k]!];
        if (a < 0) valid = false;
        this.out[source]! += a;
        if (slot >= 0) this.value[slot] = a;
        else this.leak[source]! += a;
      }
    }
    return valid;
  }

  /** out = A·v: the rate of change of the law v. */
  multiply(v: Float64Array, out: Float64Array): void {
    const { diagonal, vectors } = this.#arrays;
    for (let i = 0; i < this.n; i++) diagonal[i] = -this.out[i]!;
    vectors[0].set(v);
    this.#memory.product(0, 1, 0);
    out.set(vectors[1]);
  }

  /**
   * Σ weights[j] · (I + A/Λ)^(from + j) · p, with Λ the `fastest`, a new array: steps of a
   * chain that stays with what is left of 1.
   */
  steps(p: Float64Array, from: number, weights: Float64Array): Float64Array {
    const { diagonal, vectors, sum } = this.#arrays;
    const fastest = this.fastest;
    // Rounding must not make the chance of staying negative.
    for (let i = 0; i < this.n; i++) diagonal[i] = Math.max(0, fastest - this.out[i]!);
    vectors[0].set(p);
    for (let i = 0; i < this.n; i++) sum[i] = from === 0 ? weights[0]! * p[i]! : 0;
    let now: 0 | 1 = 0;
    for (let step = 1; step < from + weights.length; step++) {
      this.#memory.product(now, 1 / fastest, step < from ? 0 : weights[step - from]!);
      now = now === 0 ? 1 : 0;
    }
    return sum.slice();
  }

  #timedJumps(reaction: number, source: Int32Array, slot: Int32Array): TimedJumps {
    const { job } = this.#jumps;
    const width = job.network.species.length;
    const split = splitLaw(job.network.reactions[reaction]!.law, job.moving);
    if (!split) return { reaction, source, slot, ofTime: undefined, factor: undefined };
    const factor = new Float64Array(source.length);
    const ofCounts = compileLaw(split.ofCounts);
    const rates = job.ratesAt(job.probes[0]!);
    source.forEach((i, k) => {
      factor[k] = ofCounts(this.#rows, i * width, rates, 0, job.probes[0]!);
    });
    return { reaction, source, slot, ofTime: compileLaw(split.ofTime), factor };
  }

  /** Adds `share` times the rates at `time` to `sums`, each checked to be a rate. */
  #addRates(
    { reaction, source, ofTime, factor }: TimedJumps,
    time: number,
    share: number,
    sums: Float64Array,
  ) {
    const { job } = this.#jumps;
    const width = job.network.species.length;
    const rates = job.ratesAt(time);
    if (ofTime && factor) {
      const f = ofTime(nowhere, 0, rates, 0, time);
      for (let k = 0; k < sums.length; k++) {
        const a = f * factor[k]!;
        if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) this.#refuse(reaction, time, a);
        sums[k]! += share * a;
      }
      return;
    }
    for (let k = 0; k < sums.length; k++)
      sums[k]! += share * this.#jumps.propensity(this.#rows, source[k]! * width, reaction, rates, time);
  }

  #refuse(reaction: number, time: number, value: number): never {
    const { job } = this.#jumps;
    throw new ScenarioError(
      job.where,
      `reaction "${job.network.reactions[reaction]!.name}" has the propensity ${value} at time ${time}`,
      'Write a law that is a finite number of 0 or more at all times.',
    );
  }
}
