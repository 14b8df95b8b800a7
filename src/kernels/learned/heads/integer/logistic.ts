/** The logistic function and sums of logarithms, in double precision and without overflow. */

/** log σ(x). */
export function logSigmoid(x: number): number {
  return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
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
