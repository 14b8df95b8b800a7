/**
 * (I − γA)⁻¹ for a generator A, by elimination in a band. The matrix is dominated by its
 * diagonal, column by column, so that no rows need be exchanged.
 *
 * Every pivot is the sum of what is below it and of what the column has left over, never a
 * difference: so factors are right to a few roundings each, however fast the fastest jumps
 * (Grassmann, Taksar & Heyman, Oper. Res. 33 (1985), doi 10.1287/opre.33.5.1107; Alfa, Xue &
 * Ye, Math. Comput. 71 (2002), doi 10.1090/S0025-5718-01-01325-4).
 */
import type { Generator } from '../generator.ts';
import type { BandOrder } from './band-order.ts';

export class BandSolver {
  readonly #n: number;
  readonly #order: BandOrder;
  /** Factors L and U in one, shape [n, 2·width + 1]. */
  readonly #factors: Float64Array;
  readonly #inOrder: Float64Array;

  /** Costs n·width² multiply-adds and 8·n·(2·width + 1) bytes. */
  constructor(generator: Generator, order: BandOrder, gamma: number) {
    const { n, start, source, value, leak } = generator;
    const { place, width } = order;
    const row = 2 * width + 1;
    const a = new Float64Array(n * row);
    // What the diagonal has above the rest of its column, in absolute values.
    const excess = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const k = place[i]!;
      excess[k] = 1 + gamma * leak[i]!;
      for (let e = start[i]!; e < start[i + 1]!; e++)
        a[k * row + place[source[e]!]! - k + width]! -= gamma * value[e]!;
    }
    for (let k = 0; k < n; k++) {
      const last = Math.min(n - 1, k + width);
      let pivot = excess[k]!;
      for (let i = k + 1; i <= last; i++) pivot -= a[i * row + k - i + width]!;
      a[k * row + width] = pivot;
      for (let j = k + 1; j <= last; j++) excess[j]! -= (excess[k]! * a[k * row + width - k + j]!) / pivot;
      for (let i = k + 1; i <= last; i++) {
        const at = i * row + k - i + width;
        if (a[at] === 0) continue;
        const factor = a[at]! / pivot;
        a[at] = factor;
        const [to, from] = [at - k, k * row + width - k];
        for (let j = k + 1; j <= last; j++) a[to + j]! -= factor * a[from + j]!;
      }
    }
    this.#n = n;
    this.#order = order;
    this.#factors = a;
    this.#inOrder = new Float64Array(n);
  }

  /** out = (I − γA)⁻¹·v. */
  solve(v: Float64Array, out: Float64Array): void {
    const { place, width } = this.#order;
    const [a, x, n, row] = [this.#factors, this.#inOrder, this.#n, 2 * width + 1];
    for (let i = 0; i < n; i++) x[place[i]!] = v[i]!;
    for (let k = 0; k < n; k++) {
      let sum = x[k]!;
      const at = k * row + width - k;
      for (let j = Math.max(0, k - width); j < k; j++) sum -= a[at + j]! * x[j]!;
      x[k] = sum;
    }
    for (let k = n - 1; k >= 0; k--) {
      let sum = x[k]!;
      const at = k * row + width - k;
      const last = Math.min(n - 1, k + width);
      for (let j = k + 1; j <= last; j++) sum -= a[at + j]! * x[j]!;
      x[k] = sum / a[at + k]!;
    }
    for (let i = 0; i < n; i++) out[i] = x[place[i]!]!;
  }
}
