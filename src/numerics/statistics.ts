/**
 * Statistics that verdicts are made of: distances between samples, what they would be
 * by chance, and tests that say how small a difference they can see.
 */
import { KernelError } from '../errors.ts';
import { allowance } from './chance.ts';

type Sample = ArrayLike<number>;

function nonEmpty(sample: Sample, least: number, what: string): void {
  if (sample.length < least)
    throw new KernelError(what, `a sample has ${sample.length} values`, `It needs ${least} or more.`);
}

export function mean(sample: Sample): number {
  nonEmpty(sample, 1, 'mean');
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[i]!;
  return sum / sample.length;
}

/** Standard deviation of the population a sample comes from (divides by n − 1); n ≥ 2. */
export function standardDeviation(sample: Sample): number {
  nonEmpty(sample, 2, 'standard deviation');
  const middle = mean(sample);
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += (sample[i]! - middle) ** 2;
  return Math.sqrt(sum / (sample.length - 1));
}

/** Standard error of the mean. */
export function standardError(sample: Sample): number {
  return standardDeviation(sample) / Math.sqrt(sample.length);
}

/** Two-sample Kolmogorov–Smirnov statistic: the greatest gap of the two empirical laws, in [0, 1]. */
export function kolmogorovSmirnov(a: Sample, b: Sample): number {
  nonEmpty(a, 1, 'Kolmogorov–Smirnov');
  nonEmpty(b, 1, 'Kolmogorov–Smirnov');
  const first = Float64Array.from(a).sort();
  const second = Float64Array.from(b).sort();
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i]!, second[j]!);
    // Ties are passed together: between equal values there is no law to compare.
    while (i < first.length && first[i]! === value) i++;
    while (j < second.length && second[j]! === value) j++;
    gap = Math.max(gap, Math.abs(i / first.length - j / second.length));
  }
  return gap;
}

/**
 * What {@link kolmogorovSmirnov} of samples of `n` and `m` draws of one law deviates by, as {@link allowance} takes
 * it: half of √((n + m)/(n m)), widened by 3 %.
 *
 * Unwidened this is the band of Dvoretzky, Kiefer and Wolfowitz for two samples. Its constant is 2 from some 458
 * draws on, and e at most below (Wei & Dudley 2012, doi 10.1016/j.spl.2011.11.014): the 3 % make up for that at
 * chances of 0.01 and less. For laws on integers the true chance is lower still.
 */
export function kolmogorovSmirnovNoise(n: number, m: number): number {
  return 0.5 * 1.03 * Math.sqrt((n + m) / (n * m));
}

/**
 * The gap that {@link kolmogorovSmirnov} of two samples of one law exceeds with a chance of at most `chance`.
 *
 * @param chance  0.01 at most, where one of the samples has fewer than 458 draws
 */
export function kolmogorovSmirnovLimit(n: number, m: number, chance: number): number {
  return allowance(kolmogorovSmirnovNoise(n, m), 0, chance);
}

/** Smallest and greatest value over all samples. */
export function rangeOf(...samples: readonly Sample[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const sample of samples)
    for (let i = 0; i < sample.length; i++) {
      low = Math.min(low, sample[i]!);
      high = Math.max(high, sample[i]!);
    }
  return { low, high };
}

/**
 * Shares of a sample in `bins` equal bins from `low` to `high`, summing to 1.
 * A bin holds its left end; the last one both. If low = high all is in bin 0.
 *
 * @throws KernelError for an empty sample or a value outside low … high
 */
export function histogram(sample: Sample, range: { low: number; high: number }, bins: number): Float64Array {
  nonEmpty(sample, 1, 'histogram');
  const { low, high } = range;
  const shares = new Float64Array(bins);
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i]!;
    if (!(value >= low && value <= high))
      throw new KernelError(
        'histogram',
        `the value ${value} is outside ${low} … ${high}`,
        'Widen the range.',
      );
    const bin = high > low ? Math.floor(((value - low) / (high - low)) * bins) : 0;
    shares[Math.min(bin, bins - 1)]! += 1 / sample.length;
  }
  return shares;
}

/** Distance of two histograms over the same bins. */
export interface HistogramDistance {
  /** Σ |h₁ − h₂|, from 0 to 2. */
  readonly l1: number;
  /** 1 − Σ min(h₁, h₂) / Σ max(h₁, h₂), from 0 to 1; equals l1 / (1 + l1/2). */
  readonly iou: number;
}

/**
 * The two distances by which learned kernels are judged in the literature.
 * Source: Repin & Petrov, Inf. Comput. 2021, doi 10.1016/j.ic.2021.104788, eqs. 5 and 6.
 */
export function histogramDistance(h1: Float64Array, h2: Float64Array): HistogramDistance {
  if (h1.length !== h2.length)
    throw new KernelError(
      'histogram distance',
      `there are ${h1.length} and ${h2.length} bins`,
      'Use the same bins for both.',
    );
  let l1 = 0;
  let least = 0;
  let most = 0;
  for (let i = 0; i < h1.length; i++) {
    l1 += Math.abs(h1[i]! - h2[i]!);
    least += Math.min(h1[i]!, h2[i]!);
    most += Math.max(h1[i]!, h2[i]!);
  }
  return { l1, iou: 1 - least / most };
}

/** Outcome of {@link zTest}. */
export interface ZTest {
  /** Difference of the means, first minus second. */
  readonly difference: number;
  /** Its standard error, from both samples (Welch). */
  readonly standardError: number;
  /** difference / standardError; 0 where both are 0, ±∞ where only the error is. */
  readonly z: number;
  /** |z| beyond which the means differ, at the false-alarm chance asked for. */
  readonly limit: number;
  readonly differ: boolean;
}

/**
 * Do two samples have the same mean? Two-sided, variances may differ (Welch).
 *
 * The limit is that of {@link allowance}, √(2 ln(2/chance)). It is wider than the normal law's, so that the
 * standard error may itself be off: samples of 20 each, where Student's law has 38 degrees of freedom, stay
 * within at chances of 4e-5 and more.
 *
 * @param chance  false-alarm chance, in (0, 1)
 */
export function zTest(a: Sample, b: Sample, chance: number): ZTest {
  const difference = mean(a) - mean(b);
  const error = Math.hypot(standardError(a), standardError(b));
  const z = difference === 0 ? 0 : difference / error;
  const limit = allowance(1, 0, chance);
  return { difference, standardError: error, z, limit, differ: Math.abs(z) > limit };
}

/**
 * The smallest true difference of means that {@link zTest} notices with a chance of
 * `wanted`, at a false-alarm chance of `chance`: (its limit + z_wanted) · error.
 */
export function detectableShift(error: number, chance: number, wanted: number): number {
  return (allowance(1, 0, chance) + normalQuantile(wanted)) * error;
}

/** P(Z ≤ x) of the standard normal, to 1e-13 of itself (Marsaglia 2004, doi 10.18637/jss.v011.i04). */
export function normalCdf(x: number): number {
  const density = Math.exp(-0.5 * x * x - 0.9189385332046728);
  if (Math.abs(x) > 3) {
    // Continued fraction of Mills' ratio: the series would lose the digits of a small tail.
    let ratio = Math.abs(x);
    for (let k = 200; k >= 1; k--) ratio = Math.abs(x) + k / ratio;
    return x > 0 ? 1 - density / ratio : density / ratio;
  }
  let sum = x;
  let term = x;
  for (let k = 3; sum + term !== sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density * sum;
}

/**
 * The x with P(Z ≤ x) = p, relative error below 1e-15.
 * Source: AS 241, Wichura 1988, doi 10.2307/2347330.
 *
 * @param p  in [0, 1]; 0 gives −∞, 1 gives ∞
 * @throws KernelError outside, NaN included
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1))
    throw new KernelError('normal quantile', `the chance is ${p}`, 'It must be from 0 to 1.');
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(middle, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  return Math.sign(q) * (r <= 5 ? rational(flank, r - 1.6) : rational(tail, r - 5));
}

/**
 * The x with P(T ≤ x) = p of Student's law, to 1e-7 of itself for p from 1e-6 to 1 − 1e-6.
 * Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4; 26.7.5 beyond 1000 degrees of freedom.
 *
 * @param p        between 0 and 1
 * @param freedom  degrees of freedom, a whole number from 1
 * @throws KernelError outside
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1 && Number.isInteger(freedom) && freedom >= 1))
    throw new KernelError(
      'Student quantile',
      `the chance is ${p}, with ${freedom} degrees of freedom`,
      'It must be between 0 and 1, with 1, 2, 3 … of them.',
    );
  if (freedom > 1000) {
    const x = normalQuantile(p);
    const one = (x ** 3 + x) / 4;
    const two = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
    const three = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
    return x + one / freedom + two / freedom ** 2 + three / freedom ** 3;
  }
  const wanted = Math.abs(2 * p - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const angle = (low + high) / 2;
    if (withinAngle(angle, freedom) < wanted) low = angle;
    else high = angle;
  }
  return Math.sign(p - 0.5) * Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** P(|T| ≤ √freedom · tan angle). */
function withinAngle(angle: number, freedom: number): number {
  const cosine = Math.cos(angle);
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let k = odd ? 1 : 0; k <= freedom - 2; k += 2) {
    sum += term;
    term *= ((k + 1) / (k + 2)) * cosine ** 2;
  }
  const sine = Math.sin(angle) * sum;
  return odd ? (2 / Math.PI) * (angle + sine) : sine;
}

type Rational = readonly [above: readonly number[], below: readonly number[]];

function rational([above, below]: Rational, x: number): number {
  const horner = (c: readonly number[]): number => c.reduceRight((sum, a) => sum * x + a, 0);
  return horner(above) / horner(below);
}

const middle: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const flank: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const tail: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];
