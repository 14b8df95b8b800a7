/** Two laws compared by ratios of their probabilities, each known twice, with noise of its own. */

/** All NaN where the ratios are too noisy to tell. */
export interface Verdict {
  /**
   * Estimate of the total variation, with its standard error, extrapolated to ratios without noise:
   * what is left of their noise adds to it, or takes away a tenth at most.
   */
  readonly apart: number;
  readonly deviation: number;
  /** The same, noise of the ratios taking away from it: the total variation is between the two. */
  readonly least: number;
  /** Effective sample size of draws weighted by the ratios, as a share of their number; none is counted more than five times. */
  readonly ess: number;
  /** KL(fitted ‖ target) in nats; Infinity where a ratio is 0. */
  readonly divergence: number;
}

/** One draw that hardly ever comes must not decide an effective sample size. */
const mostRatio = 5;

/** @param ratios  target / fitted at draws of the fitted law, twice, unbiased and independent */
export function verdictOf([first, second]: readonly [Float64Array, Float64Array]): Verdict {
  const n = first.length;
  let [apart, squares, least, chi, divergence] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b] = [first[i]!, second[i]!];
    const mean = (a + b) / 2;
    // E(1 − w)₊ is the total variation. It is convex in w, so that noise of w adds to it: most of that is
    // taken out again by what half the paths, with twice the variance, say.
    const half = (Math.max(0, 1 - a) + Math.max(0, 1 - b)) / 2;
    const short = 2 * Math.max(0, 1 - mean) - half;
    apart += short / n;
    squares += (short * short) / n;
    // Which are short by one half, by how much by the other: none is chosen for its own noise.
    least += ((a < 1 ? 1 - b : 0) + (b < 1 ? 1 - a : 0)) / (2 * n);
    chi += ((Math.min(a, mostRatio) - 1) * (Math.min(b, mostRatio) - 1)) / n;
    // Of −ln of the mean, the part of the noise that is of first order is taken out again.
    divergence +=
      a > 0 && b > 0 ? (-2 * Math.log(mean) + (Math.log(a) + Math.log(b)) / 2) / n : Number.POSITIVE_INFINITY;
  }
  if (!(typicalNoise(first, second) < mostNoise)) return unclear;
  return {
    apart,
    deviation: Math.sqrt(Math.max(0, squares - apart * apart) / n),
    least: Math.max(0, least),
    ess: 1 / (1 + Math.max(0, chi)),
    divergence,
  };
}

/** Of the logarithm of a ratio: with more, means are made by ratios that never come. */
const mostNoise = 1.5;
const unclear: Verdict = {
  apart: Number.NaN,
  deviation: Number.NaN,
  least: Number.NaN,
  ess: Number.NaN,
  divergence: Number.NaN,
};

/** Median of what the logarithms of two estimates of a ratio differ by; those that are 0 differ without end. */
function typicalNoise(first: Float64Array, second: Float64Array): number {
  const apart = first.map((a, i) => {
    const b = second[i]!;
    return a > 0 && b > 0 ? Math.abs(Math.log(a / b)) : Number.POSITIVE_INFINITY;
  });
  return apart.sort()[apart.length >> 1]!;
}
