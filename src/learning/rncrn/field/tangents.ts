/** How the levels of the perceptrons move with X and Λ, layer after layer. */
import type { Forward } from './forward.ts';

/** Derivatives at the last pass of a {@link Forward}; arrays are reused by the next. */
export class Tangents {
  /** ∂s/∂x of each layer through all layers below, shape [M, N]. */
  readonly inputByX: readonly Float64Array[];
  /** ∂s/∂λ of each layer through all layers below, shape [M, L]. */
  readonly inputByLambda: readonly Float64Array[];
  /** ∂σ/∂x of each layer, shape [M, N]. */
  readonly levelByX: readonly Float64Array[];
  /** ∂σ/∂λ of each layer, shape [M, L]. */
  readonly levelByLambda: readonly Float64Array[];
  readonly #forward: Forward;
  readonly #n: number;
  readonly #l: number;

  constructor(forward: Forward, executive: number, parameters: number) {
    const matrices = (columns: number) =>
      forward.layers.map(({ perceptrons }) => new Float64Array(perceptrons * columns));
    this.#forward = forward;
    this.#n = executive;
    this.#l = parameters;
    [this.inputByX, this.inputByLambda] = [matrices(executive), matrices(parameters)];
    [this.levelByX, this.levelByLambda] = [matrices(executive), matrices(parameters)];
  }

  get topByX(): Float64Array {
    return this.levelByX.at(-1)!;
  }

  get topByLambda(): Float64Array {
    return this.levelByLambda.at(-1)!;
  }

  /** Follows the last pass; derivatives in λ only where they are wanted. */
  run(withLambda: boolean): void {
    const { layers } = this.#forward;
    layers.forEach(({ omega, psi }, i) => {
      this.#layer(i, this.#n, omega, this.inputByX, this.levelByX);
      if (withLambda) this.#layer(i, this.#l, psi, this.inputByLambda, this.levelByLambda);
    });
  }

  #layer(
    i: number,
    columns: number,
    own: Float64Array,
    inputs: readonly Float64Array[],
    moved: readonly Float64Array[],
  ): void {
    const { perceptrons, phi } = this.#forward.layers[i]!;
    const [level, root] = [this.#forward.levels[i]!, this.#forward.roots[i]!];
    const [input, out] = [inputs[i]!, moved[i]!];
    const under = i > 0 ? moved[i - 1]! : none;
    const width = columns > 0 ? under.length / columns : 0;
    for (let j = 0; j < perceptrons; j++) {
      const slope = level[j]! / root[j]!;
      for (let k = 0; k < columns; k++) {
        let sum = own[j * columns + k]!;
        for (let b = 0; b < width; b++) sum += phi[j * width + b]! * under[b * columns + k]!;
        input[j * columns + k] = sum;
        out[j * columns + k] = slope * sum;
      }
    }
  }
}

const none = new Float64Array(0);
