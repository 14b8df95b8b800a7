/**
 * One natural-gradient update: the least move of the law that changes ln p at the states of a batch as
 * asked. With O the scores of N states, Δθ = Oᵀ(O·Oᵀ + λN·I)⁻¹·wanted, so that the system has the size
 * of the batch, not of the network (Chen & Heyl, Nat. Phys. 20 (2024), doi 10.1038/s41567-024-02566-1).
 */
import type { Trainer } from '../../../../tensor/machine.ts';
import {
  type Asked,
  canFactor,
  type ParamScores,
  rowScores,
} from '../../../../tensor/row-gradients/factored.ts';
import { featuresOf, logSoftmax, type VanModel } from '../../model/model.ts';
import type { Conditionals } from '../../sampled/conditionals.ts';
import { addGram, centre, choleskySolve } from './gram.ts';
import { type Slowed, slowAll, slowed, slowedSlopes } from './slowed.ts';

export class Natural {
  readonly #model: VanModel;
  readonly #trainer: Trainer;
  readonly #where: string;
  readonly #damping: number;
  readonly #names: readonly string[];
  readonly #factored: boolean;

  /** @param damping  λ, in units of which the scores of a weight have a variance of about 1 */
  constructor(model: VanModel, trainer: Trainer, where: string, damping: number) {
    this.#model = model;
    this.#trainer = trainer;
    this.#where = where;
    this.#damping = damping;
    this.#names = model.variables.classes.map((_, i) => `logits/${i}`);
    this.#factored = canFactor(model.graph, this.#names);
  }

  /**
   * Moves `weights`, in place, so that ln p at each row rises by what is wanted, but for a constant.
   *
   * @param net     has these weights
   * @param counts  of the variables, shape [rows, variables]
   * @param wanted  shape [rows]
   * @param drawn   the first so many rows are draws of the network
   * @throws SolverError where the scores are not finite
   */
  async update(
    weights: Float32Array,
    net: Conditionals,
    counts: Int32Array,
    wanted: Float64Array,
    drawn: number,
  ): Promise<void> {
    const rows = wanted.length;
    const { width, offset, classes } = this.#model.variables;
    const length = classes.length;
    const features = featuresOf(this.#model, counts, rows);
    const mask = new Float32Array(this.#model.masked ? rows * width : 0);
    for (let b = 0; b < rows && this.#model.masked; b++)
      net.support.writeMask(counts, b * length, mask, b * width);
    const gram = new Float64Array(rows * rows);
    const slow = slowed(this.#model, counts.subarray(0, drawn * length));
    for (const scores of this.#scores(weights, net, counts, features, mask, slow))
      addGram(scores, rows, gram);
    centre(gram, rows);
    for (let i = 0; i < rows; i++) gram[i * rows + i]! += this.#damping * rows;
    const v = centred(wanted);
    choleskySolve(this.#where, gram, v, rows);
    const share = new Float32Array(rows * width);
    centred(v).forEach((value, b) => {
      for (let i = 0; i < length; i++) share[b * width + offset[i]! + counts[b * length + i]!] = rows * value;
    });
    this.#trainer.setParams(weights);
    const { gradient } = await this.#trainer.lossAndGradient(rows, { features, share, mask });
    slowAll(gradient, gradient.length, slow, (factor) => factor);
    for (let k = 0; k < weights.length; k++) weights[k]! -= gradient[k]!;
  }

  #scores(
    weights: Float32Array,
    net: Conditionals,
    counts: Int32Array,
    features: Float32Array,
    mask: Float32Array,
    slow: readonly Slowed[],
  ): Iterable<ParamScores> {
    const { variables, graph, parameters } = this.#model;
    const { classes, offset, width } = variables;
    const rows = counts.length / classes.length;
    if (!this.#factored) {
      const data = Float64Array.from(net.scores(counts, rows));
      slowAll(data, parameters, slow, Math.sqrt);
      return [[{ x: undefined, delta: { width: parameters, data } }]];
    }
    const outputs = classes.map((n, i): Asked => {
      // ∂ ln q(c) / ∂ logits is 1 at c, less q.
      const slope = (values: Float64Array): Float64Array => {
        const logits = Float32Array.from(values);
        const out = new Float64Array(values.length);
        for (let b = 0; b < rows; b++) {
          for (let c = 0; c < n && mask.length > 0; c++)
            logits[b * n + c]! += mask[b * width + offset[i]! + c]!;
          logSoftmax(logits, b * n, n, out, b * n);
          for (let c = 0; c < n; c++) out[b * n + c] = -Math.exp(out[b * n + c]!);
          out[b * n + counts[b * classes.length + i]!]! += 1;
        }
        return out;
      };
      return { name: this.#names[i]!, slope };
    });
    const factors = rowScores(graph, weights, rows, { features }, outputs);
    for (const one of slow)
      factors.set(
        one.node,
        factors.get(one.node)!.map((use) => slowedSlopes(use, one)),
      );
    return factors.values();
  }
}

function centred(x: Float64Array): Float64Array {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  return x.map((v) => v - mean);
}
