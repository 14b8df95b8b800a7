/** The logistic distribution and sums of logarithms, in double precision and without overflow. */

/** log σ(x). */
export function logSigmoid(x: number): number {
  return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
}

/** log of the standard logistic's mass between two places, −∞ ≤ low < high ≤ ∞. */
export function logInterval(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? 0 : logSigmoid(high);
  if (high === Number.POSITIVE_INFINITY) return logSigmoid(-low);
  // σ(h) − σ(l) = σ(h) σ(−l) (1 − e^(l−h)): no difference of nearly equal numbers.
  return logSigmoid(high) + logSigmoid(-low) + Math.log(-Math.expm1(low - high));
}

/** log(e^a + e^b). */
export function logAdd(a: number, b: number): number {
  const top = Math.max(a, b);
  if (top === Number.NEGATIVE_INFINITY) return top;
  return top + Math.log1p(Math.exp(Math.min(a, b) - top));
}

/** log Σ exp of `n` numbers from `at` on. */
export function logSum(x: ArrayLike<number>, at: number, n: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + n; i++) top = Math.max(top, x[i]!);
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += Math.exp(x[i]! - top);
  return top + Math.log(sum);
}
