/** A network asked for one conditional law after the other, on this thread. */

import { Purpose, Stream } from '../../../numerics/streams.ts';
import { openInference } from '../../../tensor/inference/inference.ts';
import type { Inference } from '../../../tensor/machine.ts';
import { writeFeatures } from '../model/features.ts';
import { FORBIDDEN, logSoftmax, type VanModel } from '../model/model.ts';
import type { Support } from './support.ts';

export class Conditionals {
  readonly model: VanModel;
  readonly support: Support;
  readonly #each: readonly Inference[];
  #logits = new Float32Array(0);

  constructor(model: VanModel, support: Support, weights: Float32Array) {
    this.model = model;
    this.support = support;
    this.#each = model.variables.classes.map((_, i) =>
      openInference(model.graph, weights, { outputs: [`logits/${i}`], relaxed: false }),
    );
  }

  setWeights(weights: Float32Array): void {
    for (const one of this.#each) one.setParams(weights);
  }

  /**
   * ln q_i of every class of variable i in the first `rows` rows; −∞ where no state has it.
   *
   * @param counts    of the variables, shape [rows, variables]
   * @param features  of the same, shape [rows, features]
   * @param out       shape [rows, classes of i], overwritten
   */
  logLaw(i: number, counts: Int32Array, features: Float32Array, rows: number, out: Float64Array): void {
    const classes = this.model.variables.classes[i]!;
    if (this.#logits.length < rows * classes) this.#logits = new Float32Array(rows * classes);
    this.#each[i]!.run({ features }, rows, { [`logits/${i}`]: this.#logits });
    const width = this.model.variables.species.length;
    for (let row = 0; row < rows && this.support.masked; row++)
      this.support.allowed(counts, row * width, i).forEach((yes, c) => {
        if (!yes) this.#logits[row * classes + c] = FORBIDDEN;
      });
    for (let row = 0; row < rows; row++) logSoftmax(this.#logits, row * classes, classes, out, row * classes);
  }

  /** Independent draws of the variables, shape [rows, variables]; row r from stream (seed, step, r). */
  sample(rows: number, seed: number, step: number, purpose: Purpose): Int32Array {
    const width = this.model.variables.classes.length;
    const counts = new Int32Array(rows * width);
    const chances = new Float64Array(chunk * width);
    const stream = new Stream();
    this.#inChunks(counts, rows, (first, own, log, features) => {
      const many = own.length / width;
      // All of a row from one stream: what is drawn does not depend on how many are.
      for (let row = 0; row < many; row++) {
        stream.open(seed, step, first + row, purpose);
        for (let i = 0; i < width; i++) chances[row * width + i] = stream.uniform();
      }
      this.model.variables.classes.forEach((n, i) => {
        writeFeatures(this.model.features, own, many, features);
        this.logLaw(i, own, features, many, log);
        for (let row = 0; row < many; row++)
          own[row * width + i] = inverse(log, row * n, n, chances[row * width + i]!);
      });
    });
    return counts;
  }

  /** Independent states, shape [n, species], for step `step` of a solve. */
  states(n: number, seed: number, step: number): Int32Array {
    return this.support.complete(this.sample(n, seed, step, Purpose.trainingStarts), n);
  }

  /** ln p of states of the variables, shape [rows, variables]. */
  logProbability(counts: Int32Array, rows: number): Float64Array {
    const { classes } = this.model.variables;
    const out = new Float64Array(rows);
    this.#inChunks(counts, rows, (first, own, log, features) => {
      const many = own.length / classes.length;
      writeFeatures(this.model.features, own, many, features);
      classes.forEach((n, i) => {
        this.logLaw(i, own, features, many, log);
        for (let row = 0; row < many; row++)
          out[first + row]! += log[row * n + own[row * classes.length + i]!]!;
      });
    });
    return out;
  }

  #inChunks(
    counts: Int32Array,
    rows: number,
    body: (first: number, own: Int32Array, log: Float64Array, features: Float32Array) => void,
  ): void {
    const { classes } = this.model.variables;
    const width = classes.length;
    const most = Math.min(rows, chunk);
    const log = new Float64Array(most * Math.max(...classes));
    const features = new Float32Array(most * this.model.features.offset.at(-1)!);
    for (let first = 0; first < rows; first += chunk)
      body(first, counts.subarray(first * width, Math.min(rows, first + chunk) * width), log, features);
  }
}

/** Rows that are looked at together. */
const chunk = 4096;

/** The class that a chance in [0, 1) falls on. */
function inverse(log: Float64Array, at: number, classes: number, chance: number): number {
  let left = chance;
  let last = 0;
  for (let c = 0; c < classes; c++) {
    const q = Math.exp(log[at + c]!);
    if (q === 0) continue;
    last = c;
    if (left < q) break;
    left -= q;
  }
  return last;
}
