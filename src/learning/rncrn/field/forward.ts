/** One pass through the layers: levels of all perceptrons at rest under given X and Λ. */
import type { PerceptronLayer } from '../model.ts';
import { activationLevel, activationRoot } from './activation.ts';

/** Levels and roots of the last pass; arrays are reused by the next. */
export class Forward {
  readonly layers: readonly PerceptronLayer[];
  /** σ of each layer, shape [its perceptrons]. */
  readonly levels: readonly Float64Array[];
  /** r = √(s² + 4·gamma·tau) of each layer, shape [its perceptrons]. */
  readonly roots: readonly Float64Array[];
  readonly #n: number;
  readonly #l: number;

  constructor(layers: readonly PerceptronLayer[], executive: number, parameters: number) {
    this.layers = layers;
    this.levels = layers.map(({ perceptrons }) => new Float64Array(perceptrons));
    this.roots = layers.map(({ perceptrons }) => new Float64Array(perceptrons));
    this.#n = executive;
    this.#l = parameters;
  }

  /** Levels of the last layer. */
  get top(): Float64Array {
    return this.levels.at(-1)!;
  }

  /**
   * @param x       concentrations of the executive species, from place `xAt` on
   * @param lambda  concentrations of the parameters, from place `lambdaAt` on
   */
  run(x: ArrayLike<number>, lambda: ArrayLike<number>, xAt = 0, lambdaAt = 0): void {
    const [n, l] = [this.#n, this.#l];
    for (let i = 0; i < this.layers.length; i++) {
      const { perceptrons, omega, psi, phi, theta, gamma, tau } = this.layers[i]!;
      const [levels, roots] = [this.levels[i]!, this.roots[i]!];
      const under = i > 0 ? this.levels[i - 1]! : none;
      const width = under.length;
      for (let j = 0; j < perceptrons; j++) {
        let s = theta[j]!;
        for (let k = 0; k < n; k++) s += omega[j * n + k]! * x[xAt + k]!;
        for (let k = 0; k < l; k++) s += psi[j * l + k]! * lambda[lambdaAt + k]!;
        for (let k = 0; k < width; k++) s += phi[j * width + k]! * under[k]!;
        const root = activationRoot(s, gamma[j]!, tau[j]!);
        roots[j] = root;
        levels[j] = activationLevel(s, gamma[j]!, tau[j]!, root);
      }
    }
  }
}

const none = new Float64Array(0);
