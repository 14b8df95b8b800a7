/**
 * The rate equations of all species, X first, then the perceptrons, the lowest layer first:
 *
 *     x_i' = beta_i + x_i · Σ_j alpha_ij y_j        y_j' = (gamma_j + s_j y_j − tau_j y_j²) / mu
 *
 * Stiff: the perceptrons relax at r/mu. No perceptron reads another of its layer, so their
 * block of the Jacobian is diagonal, layer by layer.
 */
import type { Blocks } from '../../../numerics/linear/bordered-diagonal.ts';
import { layersOf, type PerceptronLayer, perceptronsOf, type Rncrn } from '../model.ts';

/** A model opened for evaluation: one per thread. */
export class FullField {
  readonly model: Rncrn;
  /** N and all perceptrons: the length of a state. */
  readonly size: number;
  readonly #layers: readonly PerceptronLayer[];
  /** Where each layer begins in the state. */
  readonly #starts: readonly number[];

  constructor(model: Rncrn) {
    this.model = model;
    this.size = model.executive + perceptronsOf(model);
    this.#layers = layersOf(model);
    let at = model.executive;
    this.#starts = this.#layers.map(({ perceptrons }) => {
      at += perceptrons;
      return at - perceptrons;
    });
  }

  /**
   * @param state   concentrations, shape [size]
   * @param lambda  shape [L]
   * @param out     shape [size], overwritten: concentration per time
   */
  rate(state: ArrayLike<number>, lambda: ArrayLike<number>, out: Float64Array): void {
    const { executive: n, perceptrons: m, alpha, beta } = this.model;
    const top = this.#starts.at(-1)!;
    for (let i = 0; i < n; i++) {
      let drive = 0;
      for (let j = 0; j < m; j++) drive += alpha[i * m + j]! * state[top + j]!;
      out[i] = beta[i]! + state[i]! * drive;
    }
    this.#layers.forEach((layer, i) => {
      const at = this.#starts[i]!;
      for (let j = 0; j < layer.perceptrons; j++) {
        const y = state[at + j]!;
        const s = this.#input(i, j, state, lambda);
        out[at + j] = (layer.gamma[j]! + y * (s - layer.tau[j]! * y)) / layer.mu;
      }
    });
  }

  /**
   * ∂rate/∂state, row = component of the rate.
   *
   * @param out  shape [size, size], row-major, overwritten
   */
  jacobian(state: ArrayLike<number>, lambda: ArrayLike<number>, out: Float64Array): void {
    const { executive: n, perceptrons: m, alpha } = this.model;
    const [size, top] = [this.size, this.#starts.at(-1)!];
    out.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        out[i * size + i]! += alpha[i * m + j]! * state[top + j]!;
        out[i * size + top + j] = state[i]! * alpha[i * m + j]!;
      }
    }
    this.#layers.forEach(({ perceptrons, omega, phi, tau, mu }, i) => {
      const at = this.#starts[i]!;
      const [under, width] = i > 0 ? [this.#starts[i - 1]!, phi.length / perceptrons] : [0, 0];
      for (let j = 0; j < perceptrons; j++) {
        const [row, y] = [(at + j) * size, state[at + j]!];
        for (let k = 0; k < n; k++) out[row + k] = (y * omega[j * n + k]!) / mu;
        for (let k = 0; k < width; k++) out[row + under + k] = (y * phi[j * width + k]!) / mu;
        out[row + at + j] = (this.#input(i, j, state, lambda) - 2 * tau[j]! * y) / mu;
      }
    });
  }

  /** ∂rate/∂λ. @param out  shape [size, L], row-major, overwritten */
  lambdaJacobian(state: ArrayLike<number>, out: Float64Array): void {
    const l = this.model.parameters;
    out.fill(0);
    this.#layers.forEach(({ perceptrons, psi, mu }, i) => {
      const at = this.#starts[i]!;
      for (let j = 0; j < perceptrons; j++)
        for (let k = 0; k < l; k++) out[(at + j) * l + k] = (state[at + j]! * psi[j * l + k]!) / mu;
    });
  }

  /** The same Jacobian of a single-layer model in blocks: X sees all, a perceptron X and itself. */
  blocks(
    state: ArrayLike<number>,
    lambda: ArrayLike<number>,
    { head, right, below, diagonal }: Blocks,
  ): void {
    const { executive: n, perceptrons: m, alpha, omega, tau, mu } = this.model;
    head.fill(0);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) {
        head[i * n + i]! += alpha[i * m + j]! * state[n + j]!;
        right[i * m + j] = state[i]! * alpha[i * m + j]!;
      }
    for (let j = 0; j < m; j++) {
      const y = state[n + j]!;
      for (let k = 0; k < n; k++) below[j * n + k] = (y * omega[j * n + k]!) / mu;
      diagonal[j] = (this.#input(0, j, state, lambda) - 2 * tau[j]! * y) / mu;
    }
  }

  #input(i: number, j: number, state: ArrayLike<number>, lambda: ArrayLike<number>): number {
    const { omega, psi, phi, theta, perceptrons } = this.#layers[i]!;
    const { executive: n, parameters: l } = this.model;
    let s = theta[j]!;
    for (let k = 0; k < n; k++) s += omega[j * n + k]! * state[k]!;
    for (let k = 0; k < l; k++) s += psi[j * l + k]! * lambda[k]!;
    if (i === 0) return s;
    const [under, width] = [this.#starts[i - 1]!, phi.length / perceptrons];
    for (let k = 0; k < width; k++) s += phi[j * width + k]! * state[under + k]!;
    return s;
  }
}
