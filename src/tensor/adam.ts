/**
 * Adam, the optimiser, over one flat array of parameters.
 *
 * Source: Kingma & Ba, ICLR 2015, arXiv 1412.6980, algorithm 1; clipping by the
 * global norm: Pascanu, Mikolov & Bengio, ICML 2013, arXiv 1211.5063.
 */
import { KernelError } from '../errors.ts';
import { f32x4, i32, ModuleBuilder, type Value, v128 } from '../wasm/encoder.ts';
import { gradientNorm } from './gradient-norm.ts';
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
    const norm = gradientNorm(gradient);
    if (!Number.isFinite(norm))
      throw new KernelError(
        'training',
        `the gradient of step ${this.#steps + 1} is not finite`,
        'Lower the learning rate.',
      );

    const { beta1, beta2, epsilon, clip } = this.#options;
    this.#steps++;
    routine ??= openRoutine();
    const { run, arrays, factors } = routine;
    factors[0] = norm > clip ? clip / norm : 1;
    factors[1] = beta1;
    factors[2] = 1 - beta1;
    factors[3] = beta2;
    factors[4] = 1 - beta2;
    // Both means start at 0; dividing by these takes out that bias.
    factors[5] = learningRate / (1 - beta1 ** this.#steps);
    factors[6] = 1 / (1 - beta2 ** this.#steps);
    factors[7] = epsilon;
    for (let at = 0; at < m.length; at += CHUNK) {
      const end = Math.min(at + CHUNK, m.length);
      const own = [params, m, v, gradient].map((array) => array.subarray(at, end));
      own.forEach((array, k) => arrays[k]!.set(array));
      run(end - at);
      own.slice(0, 3).forEach((array, k) => array.set(arrays[k]!.subarray(0, end - at)));
    }
    return norm;
  }
}

/** Parameters updated at a time: the four arrays of so many fit the first-level cache. */
const CHUNK = 2048;

interface Routine {
  /** Updates the first `count` numbers of the arrays: parameters, both means, gradient. */
  readonly run: (count: number) => void;
  readonly arrays: readonly Float32Array[];
  /** Shrinking, β₁, 1 − β₁, β₂, 1 − β₂, step, 1 / bias of the mean square, ε. */
  readonly factors: Float32Array;
}

/** One for all optimisers of the thread: it remembers nothing. */
let routine: Routine | undefined;

/** The smallest normal f32. Denormals would slow every product that meets them. */
const SMALLEST = 2 ** -126;

function openRoutine(): Routine {
  const { add, sub, mul, div, sqrt } = f32x4;
  const bytes = 4 * CHUNK;
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const run = module.function('run', ['i32'], 'void', (f, count) => {
    const at = f.local('i32');
    const end = f.local('i32', i32.mul(count, 4));
    const [shrink, beta1, other1, beta2, other2, step, scale, epsilon] = Array.from({ length: 8 }, (_, k) =>
      f.local('v128', v128.load32Splat(i32.const(4 * bytes + 4 * k))),
    );
    const flush = (x: Value<'v128'>): Value<'v128'> => {
      const given = f.local('v128', x);
      return v128.andnot(given, f32x4.lt(f32x4.abs(given), f32x4.const(SMALLEST)));
    };
    f.while(i32.ltU(at, end), () => {
      const g = f.local('v128', mul(v128.load(at, 3 * bytes), shrink!));
      const m = f.local('v128', flush(add(mul(v128.load(at, bytes), beta1!), mul(g, other1!))));
      const v = f.local('v128', flush(add(mul(v128.load(at, 2 * bytes), beta2!), mul(mul(g, other2!), g))));
      const move = div(mul(m, step!), add(sqrt(mul(v, scale!)), epsilon!));
      f.do(v128.store(at, m, bytes));
      f.do(v128.store(at, v, 2 * bytes));
      f.do(v128.store(at, flush(sub(v128.load(at), move))));
      f.set(at, i32.add(at, 16));
    });
  });
  module.export('run', run);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  return {
    run: exports.run as (count: number) => void,
    arrays: [0, 1, 2, 3].map((k) => new Float32Array(memory.buffer, k * bytes, CHUNK)),
    factors: new Float32Array(memory.buffer, 4 * bytes, 8),
  };
}
