/**
 * The reduced field at many points, and how it moves with every weight: what training
 * reads. Derivatives run backwards through the layers, none is allocated per point.
 */
import { Forward } from './forward.ts';
import type { Weights } from './weights.ts';

/** Points as two matrices, row = point. */
export interface Points {
  /** How many. */
  readonly rows: number;
  /** Executive species, shape [rows, N]. */
  readonly x: Float64Array;
  /** Parameters, shape [rows, L]. */
  readonly lambda: Float64Array;
}

/**
 * Reads the weights where they stand, so an optimiser changes them in place. A point has
 * N outputs, the components of g; a classifier's are the levels of its last layer.
 */
export class BatchField {
  /** Values per point. */
  readonly outputs: number;
  readonly #weights: Weights;
  readonly #forward: Forward;
  /** ∂output/∂level of each layer. */
  readonly #pulls: readonly Float64Array[];
  readonly #seed: Float64Array;

  constructor(weights: Weights) {
    const { layers, executive, parameters } = weights;
    this.outputs = executive || layers.at(-1)!.perceptrons;
    this.#weights = weights;
    this.#forward = new Forward(layers, executive, parameters);
    this.#pulls = layers.map(({ perceptrons }) => new Float64Array(perceptrons));
    this.#seed = new Float64Array(this.outputs);
  }

  /** @param out  shape [rows, outputs], overwritten */
  values({ rows, x, lambda }: Points, out: Float64Array): void {
    for (let p = 0; p < rows; p++) this.#point(p, x, lambda, out);
  }

  /**
   * ∂value/∂weight of every value.
   *
   * @param out     shape [rows · outputs, weights], row-major, overwritten
   * @param values  shape [rows, outputs], overwritten
   */
  jacobian({ rows, x, lambda }: Points, out: Float64Array, values: Float64Array): void {
    const width = this.#weights.vector.length;
    const [q, seed] = [this.outputs, this.#seed];
    out.fill(0, 0, rows * q * width);
    for (let p = 0; p < rows; p++) {
      this.#point(p, x, lambda, values);
      for (let i = 0; i < q; i++) {
        seed.fill(0);
        seed[i] = 1;
        this.#back(p, x, lambda, out, (p * q + i) * width);
      }
    }
  }

  /**
   * Adds Σ seed · ∂value/∂weight over all points to a gradient, for losses whose
   * derivative in the values is the seed.
   *
   * @param seedOf    writes the derivative of the loss in the values of point `row`, shape [outputs]
   * @param gradient  shape [weights], added to
   * @param values    shape [rows, outputs], overwritten before `seedOf` reads it
   */
  pullBack(
    { rows, x, lambda }: Points,
    values: Float64Array,
    seedOf: (row: number, values: Float64Array, seed: Float64Array) => void,
    gradient: Float64Array,
  ): void {
    for (let p = 0; p < rows; p++) {
      this.#point(p, x, lambda, values);
      seedOf(p, values, this.#seed);
      this.#back(p, x, lambda, gradient, 0);
    }
  }

  #point(p: number, x: Float64Array, lambda: Float64Array, out: Float64Array): void {
    const { executive: n, parameters, alpha, beta } = this.#weights;
    this.#forward.run(x, lambda, p * n, p * parameters);
    const top = this.#forward.top;
    const m = top.length;
    if (n === 0) {
      out.set(top, p * m);
      return;
    }
    for (let i = 0; i < n; i++) {
      let drive = 0;
      for (let j = 0; j < m; j++) drive += alpha[i * m + j]! * top[j]!;
      out[p * n + i] = beta[i]! + x[p * n + i]! * drive;
    }
  }

  /** Adds the pull of the seed on every weight to `out`, from place `at` on. */
  #back(p: number, x: Float64Array, lambda: Float64Array, out: Float64Array, at: number): void {
    const { executive: n, layers, alpha, alphaAt, betaAt } = this.#weights;
    const seed = this.#seed;
    const last = layers.length - 1;
    const [top, pull] = [this.#forward.top, this.#pulls[last]!];
    const m = top.length;
    if (n === 0) pull.set(seed);
    else {
      pull.fill(0);
      for (let i = 0; i < n; i++) {
        if (seed[i] === 0) continue;
        const push = seed[i]! * x[p * n + i]!;
        out[at + betaAt + i]! += seed[i]!;
        for (let j = 0; j < m; j++) {
          out[at + alphaAt + i * m + j]! += push * top[j]!;
          pull[j]! += push * alpha[i * m + j]!;
        }
      }
    }
    for (let i = last; i >= 0; i--) this.#layer(i, p, x, lambda, out, at);
  }

  #layer(i: number, p: number, x: Float64Array, lambda: Float64Array, out: Float64Array, at: number): void {
    const { executive: n, parameters: l, layers, places } = this.#weights;
    const { perceptrons, phi } = layers[i]!;
    const place = places[i]!;
    const [levels, roots, pull] = [this.#forward.levels[i]!, this.#forward.roots[i]!, this.#pulls[i]!];
    const under = i > 0 ? this.#forward.levels[i - 1]! : none;
    const pullUnder = i > 0 ? this.#pulls[i - 1]! : none;
    const width = under.length;
    pullUnder.fill(0);
    const thetaAt = at + place.theta;
    const gammaAt = at + place.gamma;
    const tauAt = at + place.tau;
    const omegaAt = at + place.omega;
    const psiAt = at + place.psi;
    const phiAt = at + place.phi;
    for (let j = 0; j < perceptrons; j++) {
      const perRoot = pull[j]! / roots[j]!;
      const bySum = perRoot * levels[j]!;
      out[thetaAt + j]! += bySum;
      out[gammaAt + j]! += perRoot;
      out[tauAt + j]! -= bySum * levels[j]!;
      for (let k = 0; k < n; k++) out[omegaAt + j * n + k]! += bySum * x[p * n + k]!;
      for (let k = 0; k < l; k++) out[psiAt + j * l + k]! += bySum * lambda[p * l + k]!;
      for (let k = 0; k < width; k++) {
        out[phiAt + j * width + k]! += bySum * under[k]!;
        pullUnder[k]! += bySum * phi[j * width + k]!;
      }
    }
  }
}

const none = new Float64Array(0);
