/** A network asked for one conditional law after the other, on this thread. */

import { Purpose, Stream } from '../../../numerics/streams.ts';
import { RowGradients } from '../../../tensor/row-gradients/row-gradients.ts';
import { FORBIDDEN, logSoftmax, type VanModel } from '../model/model.ts';
import { scoresOf } from '../model/scores.ts';
import { type Prefixes, type Reached, Walk } from '../model/walk.ts';
import { inOrder } from './in-order.ts';
import type { Support } from './support.ts';

/**
 * What is done at each variable: writes its count into every row.
 *
 * @param prefix  of each row, by number
 * @param laws    ln q of the classes of variable i after each prefix, shape [prefixes, classes]; may be overwritten
 */
type Visit = (i: number, prefix: Int32Array, laws: Float64Array) => void;

/**
 * Prefixes that rows share are looked at once, and what a step leaves to the next is kept: the law
 * of a variable is found once for all rows that begin with the same counts.
 */
export class Conditionals {
  readonly model: VanModel;
  readonly support: Support;
  /** Conditional laws found so far. */
  evaluated = 0;
  readonly #walk: Walk;
  readonly #weights: Float32Array;
  /** Opened when scores are first asked for. */
  #gradients: RowGradients | undefined;

  constructor(model: VanModel, support: Support, weights: Float32Array) {
    this.model = model;
    this.support = support;
    this.#weights = weights.slice();
    this.#walk = new Walk(model, weights);
  }

  setWeights(weights: Float32Array): void {
    this.#weights.set(weights);
    this.#walk.setWeights(weights);
    this.#gradients?.setParams(weights);
  }

  /** Independent draws of the variables, shape [rows, variables]; row r from stream (seed, step, r). */
  sample(rows: number, seed: number, step: number, purpose: Purpose): Int32Array {
    const { classes } = this.model.variables;
    const width = classes.length;
    const out = new Int32Array(rows * width);
    const stream = new Stream();
    const most = this.#most();
    const chances = new Float64Array(Math.min(rows, most) * width);
    for (let first = 0; first < rows; first += most) {
      const many = Math.min(most, rows - first);
      // All of a row from one stream: what is drawn does not depend on how many are.
      for (let row = 0; row < many; row++) {
        stream.open(seed, step, first + row, purpose);
        for (let i = 0; i < width; i++) chances[row * width + i] = stream.uniform();
      }
      const own = out.subarray(first * width, (first + many) * width);
      this.#descend(own, (i, prefix, laws) => {
        const n = classes[i]!;
        toRunningSums(laws, n);
        for (let row = 0; row < many; row++)
          own[row * width + i] = fallsOn(laws, prefix[row]! * n, n, chances[row * width + i]!);
      });
    }
    return out;
  }

  /** Independent states, shape [n, species], for step `step` of a solve. */
  states(n: number, seed: number, step: number): Int32Array {
    return this.support.complete(this.sample(n, seed, step, Purpose.trainingStarts), n);
  }

  /** ln p of states, shape [rows, species]; −∞ where there is no such state. */
  logLaw(states: Int32Array): Float64Array {
    return this.logProbability(this.support.countsOf(states), states.length / this.support.width);
  }

  /** ln p of states of the variables, shape [rows, variables]; −∞ where there is no such state. */
  logProbability(counts: Int32Array, rows: number): Float64Array {
    const { classes } = this.model.variables;
    const width = classes.length;
    const most = this.#most();
    if (rows <= most) return this.#logProbability(counts.subarray(0, rows * width));
    // Those that begin alike are looked at together.
    const order = inOrder(counts, rows, classes);
    const out = new Float64Array(rows);
    for (let first = 0; first < rows; first += most) {
      const chosen = order.subarray(first, first + most);
      const own = new Int32Array(chosen.length * width);
      chosen.forEach((row, k) => own.set(counts.subarray(row * width, (row + 1) * width), k * width));
      this.#logProbability(own).forEach((log, k) => {
        out[chosen[k]!] = log;
      });
    }
    return out;
  }

  #logProbability(counts: Int32Array): Float64Array {
    const { classes } = this.model.variables;
    const out = new Float64Array(counts.length / classes.length);
    this.#descend(counts, (i, prefix, laws) => {
      for (let row = 0, at = i; row < out.length; row++, at += classes.length)
        out[row]! += laws[prefix[row]! * classes[i]! + counts[at]!]!;
    });
    return out;
  }

  /** ∂ ln p / ∂θ of each row of counts of the variables, shape [rows, parameters]. */
  scores(counts: Int32Array, rows: number): Float32Array {
    if (!this.#gradients) {
      this.#gradients = new RowGradients(this.model.graph);
      this.#gradients.setParams(this.#weights);
    }
    const { species, width } = this.model.variables;
    const mask = new Float32Array(this.model.masked ? rows * width : 0);
    for (let row = 0; row < rows && this.model.masked; row++)
      this.support.writeMask(counts, row * species.length, mask, row * width);
    return scoresOf(this.model, this.#gradients, counts, rows, mask);
  }

  /** Rows that are taken through at a time. */
  #most(): number {
    return Math.max(64, Math.floor(room / Math.max(this.#walk.widest, ...this.model.variables.classes)));
  }

  /** Takes rows of counts, known or written as they are visited, through all variables. */
  #descend(counts: Int32Array, visit: Visit): void {
    const { classes } = this.model.variables;
    const length = classes.length;
    const all = counts.length / length;
    let prefix: Int32Array = new Int32Array(all);
    let prefixes: Prefixes = { many: 1, rows: new Int32Array(1), counts, parents: new Int32Array(1) };
    let reached: Reached | undefined;
    for (let i = 0; i < length && all > 0; i++) {
      reached = this.#walk.step(i, prefixes, reached);
      visit(i, prefix, this.#logLaws(i, prefixes, reached.logits));
      if (i < length - 1) [prefix, prefixes] = longer(prefix, prefixes, i, classes);
    }
  }

  /** ln q of every class of variable i after each prefix; −∞ where no state has it. */
  #logLaws(i: number, { many, rows, counts }: Prefixes, logits: Float32Array): Float64Array {
    const { classes } = this.model.variables;
    const n = classes[i]!;
    const out = new Float64Array(many * n);
    this.evaluated += many;
    for (let p = 0; p < many; p++) {
      if (this.support.masked) {
        const allowed = this.support.allowed(counts, rows[p]! * classes.length, i);
        for (let c = 0; c < n; c++) if (!allowed[c]) logits[p * n + c] = FORBIDDEN;
      }
      logSoftmax(logits, p * n, n, out, p * n);
    }
    return out;
  }
}

/** Floats that the rows of one step take at most. */
const room = 1 << 23;

/**
 * Prefixes of one count more.
 *
 * @param prefix  of each row, by number
 * @returns the same of the new ones, and these
 */
function longer(
  prefix: Int32Array,
  { many: before, counts }: Prefixes,
  i: number,
  classes: readonly number[],
): [Int32Array, Prefixes] {
  const [length, n, all] = [classes.length, classes[i]!, prefix.length];
  // Where all rows are apart, they stay so.
  if (before === all) {
    const each = Int32Array.from({ length: all }, (_, row) => row);
    return [each, { many: all, rows: each, counts, parents: prefix }];
  }
  const next = new Int32Array(before * n).fill(-1);
  const own = new Int32Array(all);
  const rows = new Int32Array(Math.min(all, next.length));
  const parents = new Int32Array(rows.length);
  let many = 0;
  for (let row = 0; row < all; row++) {
    const at = prefix[row]! * n + counts[row * length + i]!;
    if (next[at]! < 0) {
      rows[many] = row;
      parents[many] = prefix[row]!;
      next[at] = many++;
    }
    own[row] = next[at]!;
  }
  return [own, { many, rows, counts, parents }];
}

/** From ln q to the sum of q up to and with each class, in place. */
function toRunningSums(laws: Float64Array, classes: number): void {
  for (let at = 0; at < laws.length; at += classes) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      sum += Math.exp(laws[at + c]!);
      laws[at + c] = sum;
    }
  }
}

/** The class that a chance in [0, 1) falls on: the first whose running sum is above that share of all. */
function fallsOn(sums: Float64Array, at: number, classes: number, chance: number): number {
  const value = chance * sums[at + classes - 1]!;
  let [low, high] = [0, classes - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[at + middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
