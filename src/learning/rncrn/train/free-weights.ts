/**
 * The numbers that a fit moves. tau is 1 throughout, which costs nothing: see `gauge.ts`.
 * gamma = floor + e^c and beta = e^b keep their bounds by themselves. Without a floor gamma
 * is driven to 0, and a perceptron of the full network that has come to 0 stays there.
 */
import { Weights } from '../field/weights.ts';
import type { Rncrn } from '../model.ts';

/** Least gamma of a fit, with tau = 1. */
export const gammaFloor = 0.1;

export class FreeWeights {
  readonly weights: Weights;
  /** Where each free number stands in `weights.vector`. */
  readonly columns: Int32Array;
  readonly #free: Float64Array;
  /** 0: as it is; 1: gamma; 2: beta. */
  readonly #kinds: Uint8Array;

  /** Starts at a model, whose tau must be 1. */
  constructor(model: Rncrn) {
    this.weights = new Weights(model);
    const [columns, kinds]: [number[], number[]] = [[], []];
    for (const { name, from, to } of this.weights.slots) {
      if (name === 'tau') continue;
      for (let at = from; at < to; at++) {
        columns.push(at);
        kinds.push(name === 'gamma' ? 1 : name === 'beta' ? 2 : 0);
      }
    }
    this.columns = Int32Array.from(columns);
    this.#kinds = Uint8Array.from(kinds);
    this.#free = Float64Array.from(columns, (column, k) => {
      const weight = this.weights.vector[column]!;
      if (kinds[k] === 0) return weight;
      return Math.log(Math.max(1e-12, kinds[k] === 1 ? weight - gammaFloor : weight));
    });
  }

  get length(): number {
    return this.columns.length;
  }

  /** The free numbers as they are. */
  get values(): Float64Array {
    return this.#free.slice();
  }

  /** Moves to other free numbers, shape [length]. */
  set(values: Float64Array): void {
    this.#free.set(values);
    const vector = this.weights.vector;
    for (let k = 0; k < values.length; k++) {
      const kind = this.#kinds[k]!;
      const value = values[k]!;
      vector[this.columns[k]!] = kind === 0 ? value : Math.exp(value) + (kind === 1 ? gammaFloor : 0);
    }
  }

  /** ∂weight/∂free of every free number. @param out  shape [length], overwritten */
  slopes(out: Float64Array): void {
    const vector = this.weights.vector;
    for (let k = 0; k < out.length; k++) {
      const kind = this.#kinds[k]!;
      out[k] = kind === 0 ? 1 : vector[this.columns[k]!]! - (kind === 1 ? gammaFloor : 0);
    }
  }
}
