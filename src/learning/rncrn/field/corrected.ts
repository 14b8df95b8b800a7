/**
 * The field that X follows while the perceptrons lag a little: first order in mu. Their
 * levels trail what they would be at rest by C·x' + E·λ', so that
 *
 *     [I + diag(x)·alpha·C]·x' = g(x; λ) − diag(x)·alpha·E·λ'
 *
 * with C = mu·diag(σ/r²)·omega and E = mu·diag(σ/r²)·psi for one layer; the lag of a layer
 * is handed on to the next. It keeps the equilibria of g and is not stiff. Good while
 * mu times the rates of X is well below r.
 */
import { Lu } from '../../../numerics/linear/lu.ts';
import { layersOf, type Rncrn } from '../model.ts';
import { Forward } from './forward.ts';
import { Tangents } from './tangents.ts';

/** A model opened for evaluation: no allocation per call, so one per thread. */
export class CorrectedField {
  readonly model: Rncrn;
  readonly #forward: Forward;
  readonly #tangents: Tangents;
  readonly #lagByX: readonly Float64Array[];
  readonly #lagByLambda: readonly Float64Array[];
  readonly #lu: Lu;

  constructor(model: Rncrn) {
    const layers = layersOf(model);
    this.model = model;
    this.#forward = new Forward(layers, model.executive, model.parameters);
    this.#tangents = new Tangents(this.#forward, model.executive, model.parameters);
    this.#lagByX = layers.map(({ perceptrons }) => new Float64Array(perceptrons * model.executive));
    this.#lagByLambda = layers.map(({ perceptrons }) => new Float64Array(perceptrons * model.parameters));
    this.#lu = new Lu(model.executive);
  }

  /**
   * x', in concentration per time.
   *
   * @param x            shape [N]
   * @param lambda       shape [L]
   * @param out          shape [N], overwritten; NaN where the matrix has no inverse: mu is far too large there
   * @param lambdaSlope  dλ/dt, shape [L]; constant λ if left out
   */
  rate(
    x: ArrayLike<number>,
    lambda: ArrayLike<number>,
    out: Float64Array,
    lambdaSlope?: ArrayLike<number>,
  ): void {
    const { executive: n, parameters: l, perceptrons: m, alpha, beta } = this.model;
    this.#lags(x, lambda, lambdaSlope !== undefined);
    const [top, byX, byLambda] = [this.#forward.top, this.#lagByX.at(-1)!, this.#lagByLambda.at(-1)!];
    for (let i = 0; i < n; i++) {
      let drive = 0;
      for (let j = 0; j < m; j++) {
        let level = top[j]!;
        if (lambdaSlope) for (let k = 0; k < l; k++) level -= byLambda[j * l + k]! * lambdaSlope[k]!;
        drive += alpha[i * m + j]! * level;
      }
      out[i] = beta[i]! + x[i]! * drive;
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += alpha[i * m + j]! * byX[j * n + k]!;
        this.#lu.matrix[i * n + k] = (i === k ? 1 : 0) + x[i]! * sum;
      }
    }
    if (this.#lu.factor()) this.#lu.solve(out);
    else out.fill(Number.NaN);
  }

  #lags(x: ArrayLike<number>, lambda: ArrayLike<number>, withLambda: boolean): void {
    const { executive: n, parameters: l } = this.model;
    this.#forward.run(x, lambda);
    this.#tangents.run(withLambda);
    this.#forward.layers.forEach((_, i) => {
      this.#layer(i, n, this.#tangents.inputByX[i]!, this.#lagByX);
      if (withLambda) this.#layer(i, l, this.#tangents.inputByLambda[i]!, this.#lagByLambda);
    });
  }

  #layer(i: number, columns: number, input: Float64Array, lags: readonly Float64Array[]): void {
    const { perceptrons, phi, mu } = this.#forward.layers[i]!;
    const [level, root, out] = [this.#forward.levels[i]!, this.#forward.roots[i]!, lags[i]!];
    const under = i > 0 ? lags[i - 1]! : none;
    const width = columns > 0 ? under.length / columns : 0;
    for (let j = 0; j < perceptrons; j++) {
      const slope = level[j]! / root[j]!;
      for (let k = 0; k < columns; k++) {
        let handed = 0;
        for (let b = 0; b < width; b++) handed += phi[j * width + b]! * under[b * columns + k]!;
        out[j * columns + k] = slope * (handed + (mu / root[j]!) * input[j * columns + k]!);
      }
    }
  }
}

const none = new Float64Array(0);
