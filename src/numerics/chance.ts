/** What chance alone does to what is measured on sets of draws. */

/**
 * The deviation that chance exceeds with probability `chance` at most, both sides together:
 * grain·L/3 + √((grain·L/3)² + 2·noise²·L) with L = ln(2/chance), from Bernstein's inequality
 * (Boucheron, Lugosi & Massart 2013, §2.8).
 *
 * @param noise  standard deviation
 * @param grain  the most that one draw changes it by
 */
export function allowance(noise: number, grain: number, chance: number): number {
  const log = Math.log(2 / chance);
  const jump = (grain * log) / 3;
  return jump + Math.sqrt(jump ** 2 + 2 * noise ** 2 * log);
}

/**
 * Variance of the L1 distance to a set less that of another set, all three of `n` draws of one law.
 *
 * @param shares  of the bins: their mean over the three
 */
export function excessVariance(shares: Float64Array, n: number): number {
  return twoDistances * distanceVariance(shares, n);
}

/** Over the variance of one distance: both measure from the same set, so that they are correlated by 0.22 (Gaussian, correlation ½). */
const twoDistances = 1.55;

/**
 * Variance of Σ|p̂ − q̂| for two sets of `n` from the same law. A difference of Poisson counts of mean λ
 * each has the variance 2λ and a mean absolute value of 2λ/√(1 + πλ) or more; absolute differences of two
 * bins of correlation ρ have the covariance (1 − 2/π)ρ² of their standard deviations, or less.
 */
function distanceVariance(shares: Float64Array, n: number): number {
  let [own, sum, squares] = [0, 0, 0];
  for (const p of shares) {
    if (p >= 1) return 0;
    const count = n * p * (1 - p);
    own += 2 * count - (4 * count ** 2) / (1 + Math.PI * count);
    // ρ of two bins is −√(p p′ / (1 − p)(1 − p′)): the covariance falls into a factor for each.
    const factor = Math.sqrt(p ** 3 / (1 - p));
    sum += factor;
    squares += factor ** 2;
  }
  return own / n ** 2 + (2 * (1 - 2 / Math.PI) * (sum ** 2 - squares)) / n;
}
