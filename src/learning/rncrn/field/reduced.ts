/**
 * The field that X follows while the perceptrons keep up (mu → 0):
 *
 *     g_i(x; λ) = beta_i + x_i · Σ_j alpha_ij σ_j(s_j)
 *
 * Source: Dack, Plesa, Ouldridge, Cell Systems 2026, doi 10.1016/j.cels.2026.101572.
 */
import { layersOf, type Rncrn } from '../model.ts';
import { Forward } from './forward.ts';
import { Tangents } from './tangents.ts';

/** A model opened for evaluation: no allocation per call, so one per thread. */
export class ReducedField {
  readonly model: Rncrn;
  readonly #forward: Forward;
  readonly #tangents: Tangents;

  constructor(model: Rncrn) {
    this.model = model;
    this.#forward = new Forward(layersOf(model), model.executive, model.parameters);
    this.#tangents = new Tangents(this.#forward, model.executive, model.parameters);
  }

  /**
   * g, in concentration per time.
   *
   * @param x       shape [N]
   * @param lambda  shape [L]
   * @param out     shape [N], overwritten
   */
  rate(x: ArrayLike<number>, lambda: ArrayLike<number>, out: Float64Array): void {
    const { executive: n, beta } = this.model;
    this.#forward.run(x, lambda);
    for (let i = 0; i < n; i++) out[i] = beta[i]! + x[i]! * this.#drive(i);
  }

  /**
   * ∂g/∂x and, if asked for, ∂g/∂λ; row = component of g.
   *
   * @param dx       shape [N, N], overwritten
   * @param dlambda  shape [N, L], overwritten
   */
  jacobian(x: ArrayLike<number>, lambda: ArrayLike<number>, dx: Float64Array, dlambda?: Float64Array): void {
    const { executive: n, parameters: l, perceptrons: m, alpha } = this.model;
    this.#forward.run(x, lambda);
    this.#tangents.run(dlambda !== undefined);
    const [byX, byLambda] = [this.#tangents.topByX, this.#tangents.topByLambda];
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += alpha[i * m + j]! * byX[j * n + k]!;
        dx[i * n + k] = x[i]! * sum + (i === k ? this.#drive(i) : 0);
      }
      if (!dlambda) continue;
      for (let k = 0; k < l; k++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += alpha[i * m + j]! * byLambda[j * l + k]!;
        dlambda[i * l + k] = x[i]! * sum;
      }
    }
  }

  /**
   * Levels of all perceptrons at rest, the lowest layer first; of a classifier the last ones are its answer.
   *
   * @param out  shape [perceptrons of all layers], overwritten
   */
  levels(x: ArrayLike<number>, lambda: ArrayLike<number>, out: Float64Array): void {
    this.#forward.run(x, lambda);
    let at = 0;
    for (const level of this.#forward.levels) {
      out.set(level, at);
      at += level.length;
    }
  }

  /** Σ_j alpha_ij σ_j at the last pass. */
  #drive(i: number): number {
    const { perceptrons: m, alpha } = this.model;
    const top = this.#forward.top;
    let sum = 0;
    for (let j = 0; j < m; j++) sum += alpha[i * m + j]! * top[j]!;
    return sum;
  }
}
