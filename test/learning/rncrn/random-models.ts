/** Models of every shape, with weights drawn from a seed. */
import { type LayerParts, type Rncrn, rncrn } from '../../../src/learning/rncrn/model.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

export interface Shape {
  readonly executive: number;
  readonly parameters: number;
  /** Perceptrons of each layer, the lowest first. */
  readonly layers: readonly number[];
}

/** Single-layer, with parameters, deep, and a classifier: every branch of the code. */
export const shapes: Readonly<Record<string, Shape>> = {
  'one layer': { executive: 2, parameters: 0, layers: [4] },
  'one layer with parameters': { executive: 3, parameters: 2, layers: [5] },
  'two layers': { executive: 2, parameters: 1, layers: [3, 4] },
  'three layers': { executive: 1, parameters: 2, layers: [2, 3, 2] },
  classifier: { executive: 0, parameters: 2, layers: [4, 2] },
};

/** Uniform numbers in [low, high). */
export function uniforms(length: number, low: number, high: number, seed: number): Float64Array {
  const stream = new Stream().open(seed, 0, 0, Purpose.initialise);
  return Float64Array.from({ length }, () => low + (high - low) * stream.uniform());
}

/** Weights in ±2, beta, gamma and tau in [0.3, 2). */
export function randomModel({ executive: n, parameters, layers }: Shape, seed = 1): Rncrn {
  const made = layers.map((m, i): LayerParts => {
    const draw = (length: number, which: number) => uniforms(length, -2, 2, seed * 1000 + i * 10 + which);
    const positive = (which: number) => uniforms(m, 0.3, 2, seed * 1000 + i * 10 + which);
    return {
      omega: draw(m * n, 0),
      psi: draw(m * parameters, 1),
      phi: draw(i > 0 ? m * layers[i - 1]! : 0, 2),
      theta: draw(m, 3),
      gamma: positive(4),
      tau: positive(5),
      mu: 0.01 * (i + 1),
    };
  });
  return rncrn({
    ...made.at(-1)!,
    alpha: uniforms(n * layers.at(-1)!, -2, 2, seed * 1000 + 999),
    beta: uniforms(n, 0.3, 2, seed * 1000 + 998),
    parameters,
    below: made.slice(0, -1),
  });
}

/** Central differences of a vector function: ∂f_i/∂x_j at i·x.length + j. */
export function differences(
  f: (x: Float64Array, out: Float64Array) => void,
  x: Float64Array,
  outputs: number,
): Float64Array {
  const [up, down, jacobian] = [
    new Float64Array(outputs),
    new Float64Array(outputs),
    new Float64Array(outputs * x.length),
  ];
  for (let j = 0; j < x.length; j++) {
    const [kept, h] = [x[j]!, 1e-5 * Math.max(1, Math.abs(x[j]!))];
    x[j] = kept + h;
    f(x, up);
    x[j] = kept - h;
    f(x, down);
    x[j] = kept;
    for (let i = 0; i < outputs; i++) jacobian[i * x.length + j] = (up[i]! - down[i]!) / (2 * h);
  }
  return jacobian;
}

/** The largest difference, in the unit of the larger of 1 and the largest entry. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [far, scale] = [0, 1];
  for (let i = 0; i < a.length; i++) {
    far = Math.max(far, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return a.length === b.length ? far / scale : Number.POSITIVE_INFINITY;
}
