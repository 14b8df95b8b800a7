/**
 * Gradient descent with momentum, over one flat array of parameters.
 *
 * Source: Polyak, USSR Comput. Math. Math. Phys. 4(5) 1964, doi 10.1016/0041-5553(64)90137-5;
 * clipping by the global norm: Pascanu, Mikolov & Bengio, ICML 2013, arXiv 1211.5063.
 */
import { KernelError } from '../errors.ts';
import { gradientNorm } from './gradient-norm.ts';
import { checkParams } from './graph-walk.ts';

/** All that it remembers. */
export interface MomentumState {
  /** The running sum of gradients, shape [parameters]. */
  readonly velocity: Float32Array;
}

export interface MomentumOptions {
  /** How much of the running sum stays, per step. Default 0.9. */
  readonly momentum?: number;
  /** Longest gradient (Euclidean norm): longer ones are shortened to it. Default: none is too long. */
  readonly clip?: number;
}

export class Momentum {
  readonly #options: Required<MomentumOptions>;
  readonly #velocity: Float32Array;

  /** @param from  number of parameters, or a state to go on from (copied) */
  constructor(from: number | MomentumState, options: MomentumOptions = {}) {
    this.#options = { momentum: 0.9, clip: Infinity, ...options };
    this.#velocity = typeof from === 'number' ? new Float32Array(from) : from.velocity.slice();
  }

  /** A copy. */
  get state(): MomentumState {
    return { velocity: this.#velocity.slice() };
  }

  /**
   * Moves the parameters one step down the gradient, in place: v ← momentum · v + g, then p ← p − rate · v.
   *
   * @param params    shape [parameters], read and overwritten
   * @param gradient  of the loss, shape [parameters]
   * @returns the norm of the gradient before clipping
   * @throws KernelError when the gradient is not finite; nothing has changed then
   */
  update(params: Float32Array, gradient: Float32Array, learningRate: number): number {
    const v = this.#velocity;
    checkParams(v.length, params);
    checkParams(v.length, gradient);
    const norm = gradientNorm(gradient);
    if (!Number.isFinite(norm))
      throw new KernelError('training', 'a gradient is not finite', 'Lower the learning rate.');
    const { momentum, clip } = this.#options;
    const shrink = norm > clip ? clip / norm : 1;
    for (let i = 0; i < v.length; i++) {
      v[i] = momentum * v[i]! + shrink * gradient[i]!;
      params[i]! -= learningRate * v[i]!;
    }
    return norm;
  }
}
