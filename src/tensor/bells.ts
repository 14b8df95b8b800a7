/** What the bells of a graph mean, in double precision; `vector/bells.ts` is the fast way. */

/** Least difference of bent places that is told from none. */
export const leastGap = 1e-12;

/**
 * log(F(u) − F(l)) for u = high · rate − centre + half and l = low · rate − centre − half, with
 * F(x) = σ(x · √(bend + x²)).
 */
export function logBell(
  low: number,
  high: number,
  rate: number,
  centre: number,
  half: number,
  bend: number,
): number {
  const [own, end] = [low * rate, high * rate];
  const [l, u] = [own - (centre + half), end - (centre - half)];
  const [a, b] = [Math.sqrt(bend + l * l), Math.sqrt(bend + u * u)];
  // g(u) − g(l), where g(x) = x · √(bend + x²), without the difference of nearly equal numbers.
  const gap = 0.5 * (end - own + 2 * half) * (a + b + (l + u) ** 2 / (a + b));
  return Math.log(-Math.expm1(-Math.max(gap, leastGap))) - softplus(-u * b) - softplus(l * a);
}

/** log(1 + e^x) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
