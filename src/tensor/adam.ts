/**
 * Adam, the optimiser, over one flat array of parameters.
 *
 * Source: Kingma & Ba, ICLR 2015, arXiv 1412.6980, algorithm 1; clipping by the
 * global norm: Pascanu, Mikolov & Bengio, ICML 2013, arXiv 1211.5063.
 */
import { KernelError } from '../errors.ts';
import { checkParams } from './graph-walk.ts';

/** All that Adam remembers: saved and restored, training goes on bit for bit as if never stopped. */
export interface AdamState {
  /** Running mean of the gradient, shape [parameters]. */
  readonly m: Float32Array;
  /** Running mean of its square, shape [parameters]. */
  readonly v: Float32Array;
  /** Updates made. */
  readonly steps: number;
}

export interface AdamOptions {
  /** How much of the running mean stays, per step. Default 0.9. */
  readonly beta1?: number;
  /** How much of the running mean square stays, per step. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** Longest gradient (Euclidean norm): longer ones are shortened to it. Default: none is too long. */
  readonly clip?: number;
}

/** The smallest normal f32. Denormals would slow every product that meets them. */
const SMALLEST = 2 ** -126;
const flush = (x: number): number => (Math.abs(x) < SMALLEST ? 0 : x);

export class Adam {
  readonly #options: Required<AdamOptions>;
  readonly #m: Float32Array;
  readonly #v: Float32Array;
  #steps: number;

  /** @param from  number of parameters, or a state to go on from (copied) */
  constructor(from: number | AdamState, options: AdamOptions = {}) {
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: Infinity, ...options };
    this.#m = typeof from === 'number' ? new Float32Array(from) : from.m.slice();
    this.#v = typeof from === 'number' ? new Float32Array(from) : from.v.slice();
    this.#steps = typeof from === 'number' ? 0 : from.steps;
    checkParams(this.#m.length, this.#v);
  }

  /** A copy. */
  get state(): AdamState {
    return { m: this.#m.slice(), v: this.#v.slice(), steps: this.#steps };
  }

  /**
   * Moves the parameters one step down the gradient, in place.
   *
   * @param params        shape [parameters], read and overwritten
   * @param gradient      of the loss, shape [parameters]
   * @param learningRate  about the largest move of one parameter
   * @returns the norm of the gradient before clipping
   * @throws KernelError when the gradient is not finite; nothing has changed then
   */
  update(params: Float32Array, gradient: Float32Array, learningRate: number): number {
    const [m, v] = [this.#m, this.#v];
    checkParams(m.length, params);
    checkParams(m.length, gradient);
    const norm = euclidean(gradient);
    if (!Number.isFinite(norm))
      throw new KernelError(
        'training',
        `the gradient of step ${this.#steps + 1} is not finite`,
        'Lower the learning rate.',
      );

    const { beta1, beta2, epsilon, clip } = this.#options;
    const shrink = norm > clip ? clip / norm : 1;
    this.#steps++;
    // Both means start at 0; dividing by these takes out that bias.
    const scale1 = 1 - beta1 ** this.#steps;
    const scale2 = 1 - beta2 ** this.#steps;
    for (let i = 0; i < params.length; i++) {
      const g = shrink * gradient[i]!;
      m[i] = flush(beta1 * m[i]! + (1 - beta1) * g);
      v[i] = flush(beta2 * v[i]! + (1 - beta2) * g * g);
      const move = (learningRate * (m[i]! / scale1)) / (Math.sqrt(v[i]! / scale2) + epsilon);
      params[i] = flush(params[i]! - move);
    }
    return norm;
  }
}

function euclidean(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
