/** Small dense linear systems: factors with row exchanges (Golub & Van Loan, Matrix Computations, §3.4). */

export class Lu {
  /** Shape [n, n], row-major. The caller fills it; {@link factor} overwrites it. */
  readonly matrix: Float64Array;
  readonly #n: number;
  readonly #order: Int32Array;
  readonly #work: Float64Array;

  constructor(n: number) {
    this.matrix = new Float64Array(n * n);
    this.#n = n;
    this.#order = new Int32Array(n);
    this.#work = new Float64Array(n);
  }

  /** Factors the matrix in its place. @returns whether it can be solved: false where it is singular or holds NaN */
  factor(): boolean {
    const [n, m, order] = [this.#n, this.matrix, this.#order];
    for (let i = 0; i < n; i++) order[i] = i;
    for (let k = 0; k < n; k++) {
      let best = k;
      for (let i = k + 1; i < n; i++) if (Math.abs(m[i * n + k]!) > Math.abs(m[best * n + k]!)) best = i;
      if (best !== k) this.#exchange(k, best);
      const pivot = m[k * n + k]!;
      if (!(Math.abs(pivot) > 0 && Math.abs(pivot) < Number.POSITIVE_INFINITY)) return false;
      for (let i = k + 1; i < n; i++) {
        const factor = m[i * n + k]! / pivot;
        m[i * n + k] = factor;
        // Networks are sparse: most factors are 0.
        if (factor !== 0) for (let j = k + 1; j < n; j++) m[i * n + j]! -= factor * m[k * n + j]!;
      }
    }
    return true;
  }

  /** Overwrites b, shape [n], with the solution. */
  solve(b: Float64Array): void {
    const [n, m, x] = [this.#n, this.matrix, this.#work];
    for (let i = 0; i < n; i++) {
      let sum = b[this.#order[i]!]!;
      for (let j = 0; j < i; j++) sum -= m[i * n + j]! * x[j]!;
      x[i] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let j = i + 1; j < n; j++) sum -= m[i * n + j]! * b[j]!;
      b[i] = sum / m[i * n + i]!;
    }
  }

  #exchange(a: number, b: number): void {
    const [n, m, order] = [this.#n, this.matrix, this.#order];
    for (let j = 0; j < n; j++) {
      const kept = m[a * n + j]!;
      m[a * n + j] = m[b * n + j]!;
      m[b * n + j] = kept;
    }
    const kept = order[a]!;
    order[a] = order[b]!;
    order[b] = kept;
  }
}
