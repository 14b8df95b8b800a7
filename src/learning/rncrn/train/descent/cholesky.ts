/** Symmetric positive definite systems (Golub & Van Loan, Matrix Computations, §4.2). */

export class Cholesky {
  /** Shape [n, n], row-major; the caller fills the lower half, {@link factor} overwrites it. */
  readonly matrix: Float64Array;
  readonly #n: number;

  constructor(n: number) {
    this.matrix = new Float64Array(n * n);
    this.#n = n;
  }

  /** Factors the matrix in its place. @returns whether it is positive definite; false if it holds NaN */
  factor(): boolean {
    const [n, m] = [this.#n, this.matrix];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = m[i * n + j]!;
        for (let k = 0; k < j; k++) sum -= m[i * n + k]! * m[j * n + k]!;
        if (j < i) m[i * n + j] = sum / m[j * n + j]!;
        else if (sum > 0 && sum < Number.POSITIVE_INFINITY) m[i * n + i] = Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }

  /** Overwrites b, shape [n], with the solution. */
  solve(b: Float64Array): void {
    const [n, m] = [this.#n, this.matrix];
    for (let i = 0; i < n; i++) {
      let sum = b[i]!;
      for (let k = 0; k < i; k++) sum -= m[i * n + k]! * b[k]!;
      b[i] = sum / m[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i]!;
      for (let k = i + 1; k < n; k++) sum -= m[k * n + i]! * b[k]!;
      b[i] = sum / m[i * n + i]!;
    }
  }
}
