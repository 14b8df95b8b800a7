/**
 * Jacobians of a few variables that see all, and many that see only themselves and the few:
 *
 *     J = | head   right    |     head [n, n], right [n, m], below [m, n], diagonal [m]
 *         | below  diagonal |
 *
 * Such is a chemical neural network: its neurons read the visible species and themselves. A solve
 * eliminates the many one by one and factors what is left (the Schur complement), n by n: n³ + n²m
 * operations instead of (n + m)³.
 */
import { Lu } from './lu.ts';

/** The blocks of a Jacobian, row-major. */
export interface Blocks {
  /** Shape [n, n]. */
  readonly head: Float64Array;
  /** Shape [n, m]. */
  readonly right: Float64Array;
  /** Shape [m, n]. */
  readonly below: Float64Array;
  /** Shape [m]. */
  readonly diagonal: Float64Array;
}

/** A `LinearPart` of `ode/system.ts`, for a state that lists its n head variables first. */
export class BorderedDiagonal {
  readonly #n: number;
  readonly #m: number;
  readonly #fill: (t: number, y: Float64Array, blocks: Blocks) => void;
  readonly #blocks: Blocks;
  readonly #lu: Lu;
  /** right / (shift − diagonal), shape [n, m], and 1 / (shift − diagonal). */
  readonly #carried: Float64Array;
  readonly #inverse: Float64Array;
  readonly #top: Float64Array;

  /**
   * @param n     head variables
   * @param m     the others
   * @param fill  overwrites every entry of the blocks with the Jacobian at (t, y)
   */
  constructor(n: number, m: number, fill: (t: number, y: Float64Array, blocks: Blocks) => void) {
    this.#n = n;
    this.#m = m;
    this.#fill = fill;
    this.#blocks = {
      head: new Float64Array(n * n),
      right: new Float64Array(n * m),
      below: new Float64Array(m * n),
      diagonal: new Float64Array(m),
    };
    this.#lu = new Lu(n);
    this.#carried = new Float64Array(n * m);
    this.#inverse = new Float64Array(m);
    this.#top = new Float64Array(n);
  }

  linearise(t: number, y: Float64Array): void {
    this.#fill(t, y, this.#blocks);
  }

  /** Readies solutions of (shift·I − J)·x = b. @returns false where there are none */
  factor(shift: number): boolean {
    const { head, right, below, diagonal } = this.#blocks;
    const [n, m, inverse, carried] = [this.#n, this.#m, this.#inverse, this.#carried];
    for (let j = 0; j < m; j++) {
      inverse[j] = 1 / (shift - diagonal[j]!);
      if (!Number.isFinite(inverse[j]!)) return false;
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) carried[i * m + j] = right[i * m + j]! * inverse[j]!;
      for (let k = 0; k < n; k++) {
        let sum = head[i * n + k]!;
        for (let j = 0; j < m; j++) sum += carried[i * m + j]! * below[j * n + k]!;
        this.#lu.matrix[i * n + k] = (i === k ? shift : 0) - sum;
      }
    }
    return this.#lu.factor();
  }

  /** Overwrites b, shape [n + m], with the solution. */
  solve(b: Float64Array): void {
    const { below } = this.#blocks;
    const [n, m, top] = [this.#n, this.#m, this.#top];
    for (let i = 0; i < n; i++) {
      let sum = b[i]!;
      for (let j = 0; j < m; j++) sum += this.#carried[i * m + j]! * b[n + j]!;
      top[i] = sum;
    }
    this.#lu.solve(top);
    for (let j = 0; j < m; j++) {
      let sum = b[n + j]!;
      for (let i = 0; i < n; i++) sum += below[j * n + i]! * top[i]!;
      b[n + j] = sum * this.#inverse[j]!;
    }
    b.set(top);
  }
}
