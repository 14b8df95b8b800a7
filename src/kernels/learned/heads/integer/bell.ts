/**
 * The bell of which components are made: the normal law but for 2.4e-4 of its distribution
 * function, in a form that can be differenced and inverted without loss of digits,
 *
 *   F(x) = σ(g(x)),   g(x) = x · √(κ + x²/4),   σ the logistic function.
 *
 * Like the polynomial approximations of this kind (Page 1977, doi 10.2307/2346872; Bowling et al.
 * 2009, doi 10.3926/jiem.2009.v2n1.p114-127) it is a logistic of a bent argument; bent by a root, it
 * keeps the tails e^(−x²/2) of the normal law, and its inverse takes no more than roots.
 */
import { logSigmoid } from './logistic.ts';

/** κ: the largest error of F is least, given its tails. */
export const bend = 1.5924 ** 2;

const slant = (x: number): number => Math.sqrt(bend + (x * x) / 4);

/** log of the bell's mass between two places, −∞ ≤ low < high ≤ ∞, in standard deviations. */
export function logMass(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY)
    return high === Number.POSITIVE_INFINITY ? 0 : logSigmoid(high * slant(high));
  if (high === Number.POSITIVE_INFINITY) return logSigmoid(-low * slant(low));
  const [a, b] = [slant(low), slant(high)];
  const middle = (low + high) / 2;
  // g(high) − g(low), and with it σ(u) − σ(l) = σ(u) σ(−l) (1 − e^(l−u)): no difference of nearly equal numbers.
  const gap = ((high - low) / 2) * ((middle * middle) / (a + b) + a + b);
  return logSigmoid(high * b) + logSigmoid(-low * a) + Math.log(-Math.expm1(-gap));
}

/** The inverse of g: a draw of the bell from y = ln u − ln(1 − u), u uniform in (0, 1). */
export function unbend(y: number): number {
  return y * Math.sqrt(2 / (bend + Math.sqrt(bend * bend + y * y)));
}
