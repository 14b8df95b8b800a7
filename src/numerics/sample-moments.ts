/** Moments of a sample up to the sixth, which the noise of its skewness needs. */

export interface SampleMoments {
  readonly mean: number;
  /** Of the population: divided by n − 1. */
  readonly variance: number;
  /** Of z = (x − mean)/sd: mean z³, z⁴, z⁵, z⁶; all 0 where nothing varies. */
  readonly skewness: number;
  readonly m4: number;
  readonly m5: number;
  readonly m6: number;
  readonly low: number;
  readonly high: number;
  /** How often a most frequent value occurs; for counts that repeat less than 1 in 64, an estimate of 0. */
  readonly commonest: number;
}

/**
 * @param sample  two values or more
 */
export function sampleMoments(sample: Int32Array): SampleMoments {
  const n = sample.length;
  let sum = 0;
  let low = sample[0]!;
  let high = low;
  for (let i = 0; i < n; i++) {
    const v = sample[i]!;
    sum += v;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const mean = sum / n;
  let [s2, s3, s4, s5, s6] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const d = sample[i]! - mean;
    const d2 = d * d;
    s2 += d2;
    s3 += d2 * d;
    s4 += d2 * d2;
    s5 += d2 * d2 * d;
    s6 += d2 * d2 * d2;
  }
  const variance = s2 / (n - 1);
  const sd = Math.sqrt(s2 / n);
  const of = (power: number, k: number): number => (sd === 0 ? 0 : power / n / sd ** k);
  return {
    mean,
    variance,
    skewness: of(s3, 3),
    m4: of(s4, 4),
    m5: of(s5, 5),
    m6: of(s6, 6),
    low,
    high,
    commonest: commonestOf(sample, low, high),
  };
}

function commonestOf(sample: Int32Array, low: number, high: number): number {
  if (high - low > 64) return 0;
  const counts = new Uint32Array(high - low + 1);
  for (let i = 0; i < sample.length; i++) counts[sample[i]! - low]!++;
  return counts.reduce((a, b) => Math.max(a, b), 0);
}
