/** Inner products of the rows of a batch of scores, and linear systems in them. */
import { SolverError } from '../../../../errors.ts';
import type { Factors, Matrix, ParamScores } from '../../../../tensor/row-gradients/factored.ts';

/**
 * Adds (rows of scores)·(rows of scores)ᵀ to the lower triangle of `sums`, shape [rows, rows].
 *
 * A parameter used once costs what its two factors do; one that is used again and again, such as the
 * weights of a recurrent cell, is written out first.
 */
export function addGram(scores: ParamScores, rows: number, sums: Float64Array): void {
  const { x, delta } = scores.length === 1 ? scores[0]! : writtenOut(scores, rows);
  const own = new Float64Array(rows);
  const inner = new Float64Array(rows).fill(1);
  for (let i = 0; i < rows; i++) {
    products(delta, i, own);
    if (x) products(x, i, inner);
    for (let j = 0, at = i * rows; j <= i; j++) sums[at + j]! += inner[j]! * own[j]!;
  }
}

/** Σ x ⊗ δ as one factor. */
function writtenOut(scores: ParamScores, rows: number): Factors {
  const { x: first, delta } = scores[0]!;
  const [inner, width] = [first?.width ?? 1, delta.width];
  const data = new Float64Array(rows * inner * width);
  for (const { x, delta: d } of scores)
    for (let row = 0; row < rows; row++)
      for (let r = 0; r < inner; r++) {
        const factor = x ? x.data[row * inner + r]! : 1;
        if (factor === 0) continue;
        const to = (row * inner + r) * width;
        for (let c = 0; c < width; c++) data[to + c]! += factor * d.data[row * width + c]!;
      }
  return { x: undefined, delta: { width: inner * width, data } };
}

/** Inner products of row i with rows j ≤ i, four at a time so that it is read once for all four. */
function products({ width, data }: Matrix, i: number, out: Float64Array): void {
  const own = i * width;
  let j = 0;
  for (; j + 3 <= i; j += 4) {
    const b0 = j * width;
    const b1 = b0 + width;
    const b2 = b1 + width;
    const b3 = b2 + width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < width; k++) {
      const v = data[own + k]!;
      s0 += v * data[b0 + k]!;
      s1 += v * data[b1 + k]!;
      s2 += v * data[b2 + k]!;
      s3 += v * data[b3 + k]!;
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
  for (; j <= i; j++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += data[own + k]! * data[j * width + k]!;
    out[j] = sum;
  }
}

/** Takes the means over rows and columns out of a symmetric matrix, given by its lower triangle, in place. */
export function centre(gram: Float64Array, n: number): void {
  const mean = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const v = gram[i * n + j]! / n;
      mean[i]! += v;
      if (j < i) mean[j]! += v;
    }
  const all = mean.reduce((sum, v) => sum + v, 0) / n;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) gram[i * n + j]! += all - mean[i]! - mean[j]!;
}

/**
 * Solves a·v = b by Cholesky's factorisation, a symmetric and positive; both overwritten, v in b.
 *
 * @param a  lower triangle of shape [n, n]
 * @throws SolverError where `a` is not positive
 */
export function choleskySolve(where: string, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0, [p, q] = [i * n, j * n]; k < j; k++) sum -= a[p + k]! * a[q + k]!;
      if (i === j && !(sum > 0))
        throw new SolverError(
          where,
          'the scores of a batch are not finite, or not told apart',
          'Raise `damping`.',
        );
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j]!;
    }
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
}
