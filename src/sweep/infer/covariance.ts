/** Covariances of weighted points, and their triangular factors. */

/**
 * @param points   shape [points, d]
 * @param weights  shape [points], sum 1
 * @returns shape [d, d]
 */
export function weightedCovariance(points: Float64Array, weights: Float64Array): Float64Array {
  const n = weights.length;
  const d = points.length / n;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let k = 0; k < d; k++) mean[k]! += weights[i]! * points[i * d + k]!;
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++) {
      const weighted = weights[i]! * (points[i * d + j]! - mean[j]!);
      for (let k = 0; k <= j; k++) covariance[j * d + k]! += weighted * (points[i * d + k]! - mean[k]!);
    }
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) covariance[k * d + j] = covariance[j * d + k]!;
  return covariance;
}

/** Least standard deviation of a move, in shares of a range: points that are all alike still move. */
const least = 1e-6;

/**
 * Cholesky's factor: lower triangle L with L Lᵀ = covariance, where needed with a little more on the diagonal.
 *
 * @param covariance  shape [d, d]
 * @returns shape [d, d]
 */
export function factorise(covariance: Float64Array, d: number): Float64Array {
  const factor = new Float64Array(d * d);
  for (let j = 0; j < d; j++)
    for (let k = 0; k <= j; k++) {
      let rest = covariance[j * d + k]!;
      for (let i = 0; i < k; i++) rest -= factor[j * d + i]! * factor[k * d + i]!;
      factor[j * d + k] = j === k ? Math.sqrt(Math.max(rest, least * least)) : rest / factor[k * d + k]!;
    }
  return factor;
}
