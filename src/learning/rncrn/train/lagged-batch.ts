/**
 * The field of a single-layer model whose perceptrons lag. Where X moves along a flow v,
 * level j trails its rest by (mu σ_j/r_j²)·(omega_j · v), so that
 *
 *     β_i + x_i · Σ_j alpha_ij (σ_j − mu·σ_j/r_j²·omega_j·v)
 *
 * is v_i exactly where the corrected field of `field/corrected.ts` is. With it the full
 * network is fitted at the mu it will have, instead of in the limit mu → 0. The flow must be
 * smooth: the one of a model that was fitted before, not a target that may jump.
 */
import { activationLevel, activationRoot } from '../field/activation.ts';
import type { Points } from '../field/batch.ts';
import type { Weights } from '../field/weights.ts';

/** Points with how X moves there, shape [rows, N]. */
export interface Moving extends Points {
  readonly flow: Float64Array;
}

export class LaggedBatch {
  readonly outputs: number;
  readonly #weights: Weights;
  readonly #mu: number;
  readonly #rows: readonly Float64Array[];

  constructor(weights: Weights, mu: number) {
    this.outputs = weights.executive;
    this.#weights = weights;
    this.#mu = mu;
    const m = weights.layers[0]!.perceptrons;
    this.#rows = Array.from({ length: 4 }, () => new Float64Array(m));
  }

  /** @param out  shape [rows, outputs], overwritten */
  values(data: Moving, out: Float64Array): void {
    for (let p = 0; p < data.rows; p++) this.#point(p, data, out);
  }

  /** As `BatchField.jacobian`: shape [rows · outputs, weights], and the values. */
  jacobian(data: Moving, out: Float64Array, values: Float64Array): void {
    const { executive: n, parameters: l, vector, layers, places, alpha, alphaAt, betaAt } = this.#weights;
    const place = places[0]!;
    const m = layers[0]!.perceptrons;
    const [levels, bySum, byGamma, lag] = this.#rows as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    out.fill(0, 0, data.rows * n * vector.length);
    for (let p = 0; p < data.rows; p++) {
      this.#point(p, data, values);
      for (let i = 0; i < n; i++) {
        const at = (p * n + i) * vector.length;
        const x = data.x[p * n + i]!;
        out[at + betaAt + i] = 1;
        for (let j = 0; j < m; j++) {
          const pull = x * alpha[i * m + j]!;
          out[at + alphaAt + i * m + j] = x * levels[j]!;
          out[at + place.theta + j] = pull * bySum[j]!;
          out[at + place.gamma + j] = pull * byGamma[j]!;
          for (let k = 0; k < n; k++)
            out[at + place.omega + j * n + k] =
              pull * (bySum[j]! * data.x[p * n + k]! - lag[j]! * data.flow[p * n + k]!);
          for (let k = 0; k < l; k++)
            out[at + place.psi + j * l + k] = pull * bySum[j]! * data.lambda[p * l + k]!;
        }
      }
    }
  }

  #point(p: number, { x, lambda, flow }: Moving, out: Float64Array): void {
    const { executive: n, parameters: l, layers, alpha, beta } = this.#weights;
    const { perceptrons: m, omega, psi, theta, gamma, tau } = layers[0]!;
    const [levels, bySum, byGamma, lag] = this.#rows as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let j = 0; j < m; j++) {
      let [s, v] = [theta[j]!, 0];
      for (let k = 0; k < n; k++) {
        s += omega[j * n + k]! * x[p * n + k]!;
        v += omega[j * n + k]! * flow[p * n + k]!;
      }
      for (let k = 0; k < l; k++) s += psi[j * l + k]! * lambda[p * l + k]!;
      const root = activationRoot(s, gamma[j]!, tau[j]!);
      const level = activationLevel(s, gamma[j]!, tau[j]!, root);
      const square = root * root;
      lag[j] = (this.#mu * level) / square;
      levels[j] = level - lag[j]! * v;
      bySum[j] =
        level / root - this.#mu * v * (level / (square * root) - (2 * level * s) / (square * square));
      byGamma[j] =
        1 / root - this.#mu * v * (1 / (square * root) - (4 * tau[j]! * level) / (square * square));
    }
    for (let i = 0; i < n; i++) {
      let drive = 0;
      for (let j = 0; j < m; j++) drive += alpha[i * m + j]! * levels[j]!;
      out[p * n + i] = beta[i]! + x[p * n + i]! * drive;
    }
  }
}
