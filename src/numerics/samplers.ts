/**
 * Random integers with the binomial, Poisson, multinomial and any listed law, drawn
 * from a {@link Stream}. Exact up to the rounding of f64: no normal approximations.
 *
 * Sources: inversion by sequential search, Devroye 1986, ch. X; BTRS, Hörmann 1993,
 * J. Stat. Comput. Simul. 46:101–110, doi 10.1080/00949659308811496; PTRS, Hörmann
 * 1993, Insurance: Math. Econ. 12:39–45, doi 10.1016/0167-6687(93)90997-4; alias method,
 * Walker 1977, doi 10.1145/355744.355749.
 */
import { KernelError } from '../errors.ts';
import type { Stream } from './streams.ts';

/** Below this mean a sequential search is both cheaper and always valid. */
const searchBelow = 10;

/**
 * How many of `n` independent trials succeed, each with chance `p`.
 *
 * @param n  whole number from 0 to 2^53 − 1
 * @param p  in [0, 1]
 * Cost      O(n·p) below a mean of 10, O(1) above.
 * @throws KernelError where n or p is outside its range, NaN included
 */
export function binomial(stream: Stream, n: number, p: number): number {
  if (!(n >= 0 && n <= Number.MAX_SAFE_INTEGER && p >= 0 && p <= 1))
    throw new KernelError(
      'binomial',
      `n is ${n} and p is ${p}`,
      'n must be a count and p a chance from 0 to 1.',
    );
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (n === 1) return stream.uniform() < p ? 1 : 0;
  // 1 − p is exact for p ≥ 1/2 (Sterbenz), so turning the coin loses nothing.
  if (p > 0.5) return n - binomial(stream, n, 1 - p);
  return n * p < searchBelow
    ? binomialSearch(stream, n, p / (1 - p), Math.exp(n * Math.log1p(-p)))
    : binomialRejection(stream, n, p);
}

/** @param none  chance that no trial succeeds */
function binomialSearch(stream: Stream, n: number, odds: number, none: number): number {
  for (;;) {
    let chance = none;
    let left = stream.uniform();
    for (let k = 0; k <= n; k++) {
      if (left < chance) return k;
      // Rounding has left a crumb of `left` in the far tail: draw anew.
      if (chance === 0) break;
      left -= chance;
      chance *= (odds * (n - k)) / (k + 1);
    }
  }
}

/** {@link binomial} for many draws with one `p`: small n cost one uniform number and a comparison. */
export class Coin {
  /** In [0, 1]. */
  readonly p: number;
  /** p / (1 − p). */
  readonly odds: number;
  /** Chance that none of n trials succeeds, for the n worth keeping. */
  readonly none: Float64Array;

  constructor(p: number) {
    this.p = p;
    this.odds = p / (1 - p);
    const kept = p <= 0.5 ? Math.min(64, Math.ceil(searchBelow / p)) : 0;
    this.none = Float64Array.from({ length: kept }, (_, n) => Math.exp(n * Math.log1p(-p)));
  }

  /** How many of `n` independent trials succeed. */
  successes(stream: Stream, n: number): number {
    return n < this.none.length
      ? binomialSearch(stream, n, this.odds, this.none[n]!)
      : binomial(stream, n, this.p);
  }
}

/** BTRS: transformed rejection with a squeeze, for p ≤ 1/2 and n·p ≥ 10. */
function binomialRejection(stream: Stream, n: number, p: number): number {
  const q = 1 - p;
  const odds = p / q;
  const deviation = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((n + 1) * p);
  const atMode = stirlingTail(mode) + stirlingTail(n - mode);
  for (;;) {
    const u = stream.uniform() - 0.5;
    const v = stream.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= squeeze) return k;
    if (!(k >= 0 && k <= n)) continue;
    // log of P(k) / P(mode), written in differences so that large n loses no digits.
    const d = k - mode;
    const logRatio =
      -(mode + 0.5) * Math.log1p(d / (mode + 1)) -
      (n - mode + 0.5) * Math.log1p(-d / (n - mode + 1)) +
      d * Math.log((odds * (n - k + 1)) / (k + 1)) +
      (atMode - stirlingTail(k) - stirlingTail(n - k));
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= logRatio) return k;
  }
}

/**
 * How many events fall in an interval that holds `mean` of them on average.
 *
 * @param mean  from 0 to 1e15
 * Cost         O(mean) below 10, O(1) above.
 * @throws KernelError where the mean is outside its range, NaN included
 */
export function poisson(stream: Stream, mean: number): number {
  if (!(mean >= 0 && mean <= 1e15))
    throw new KernelError('poisson', `the mean is ${mean}`, 'It must be a number from 0 to 1e15.');
  return mean < searchBelow ? poissonSearch(stream, mean) : poissonRejection(stream, mean);
}

function poissonSearch(stream: Stream, mean: number): number {
  const none = Math.exp(-mean);
  for (;;) {
    let chance = none;
    let left = stream.uniform();
    for (let k = 0; chance > 0; k++) {
      if (left < chance) return k;
      left -= chance;
      chance *= mean / (k + 1);
    }
  }
}

/** PTRS: transformed rejection with a squeeze, for means of 10 and more. */
function poissonRejection(stream: Stream, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = stream.uniform() - 0.5;
    const v = stream.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (!(k >= 0) || (us < 0.013 && v > us)) continue;
    // log P(k) = −mean + k log mean − log k!, in differences of nearly equal numbers.
    const d = k + 1 - mean;
    const logChance = d - k * Math.log1p(d / mean) - 0.5 * Math.log(2 * Math.PI * (k + 1)) - stirlingTail(k);
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= logChance) return k;
  }
}

/** log k! − [ (k + ½) log(k + 1) − (k + 1) + ½ log 2π ], for k ≥ 0. */
function stirlingTail(k: number): number {
  if (k < 10) return smallTails[k]!;
  const x = 1 / (k + 1);
  const xx = x * x;
  return x * (1 / 12 - xx * (1 / 360 - xx * (1 / 1260 - xx * (1 / 1680 - xx / 1188))));
}

/** {@link stirlingTail} of 0 … 9. */
export const smallTails = Float64Array.from({ length: 10 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return Math.log(factorial) - ((k + 0.5) * Math.log(k + 1) - (k + 1) + 0.5 * Math.log(2 * Math.PI));
});

/**
 * Prepares {@link multinomial}: chance of class i among the classes i, i + 1, …
 *
 * @param weights  shape [classes], each finite and ≥ 0; they need not sum to 1
 * @returns        shape [classes]; 1 for the last class that has weight
 */
export function conditionals(weights: ArrayLike<number>): Float64Array {
  const out = new Float64Array(weights.length);
  let tail = 0;
  // Summed from the end: small tails keep all their digits.
  for (let i = weights.length - 1; i >= 0; i--) {
    const first = tail === 0;
    tail += weights[i]!;
    out[i] = tail === 0 ? 0 : first ? 1 : weights[i]! / tail;
  }
  return out;
}

/**
 * How many of `n` items fall into each class, by one binomial per class.
 *
 * @param chances  shape [classes], from {@link conditionals}
 * @param out      shape [classes] at least; the first `used` entries are written
 * @returns        used: the number of classes written, the rest hold no item
 * Cost            O(classes that still have items to share); put likely ones first.
 */
export function multinomial(
  stream: Stream,
  n: number,
  chances: Float64Array,
  out: Int32Array | Float64Array,
): number {
  let used = 0;
  for (let left = n; left > 0 && used < chances.length; used++) {
    const k = binomial(stream, left, chances[used]!);
    out[used] = k;
    left -= k;
  }
  return used;
}

/** Draws a class with a chance proportional to its weight, at one uniform number a draw. */
export class AliasTable {
  /** Shape [classes]: chance that a draw of class k stays with it. */
  readonly keep: Float64Array;
  /** Shape [classes]: where it goes else. */
  readonly other: Int32Array;

  /** @param weights  shape [classes], each finite and ≥ 0, at least one > 0 */
  constructor(weights: ArrayLike<number>) {
    const n = weights.length;
    const total = Array.from(weights).reduce((sum, w) => sum + w, 0);
    const keep = Float64Array.from(weights, (w) => (w * n) / total);
    const other = Int32Array.from(keep, (_, k) => k);
    const small: number[] = [];
    const large: number[] = [];
    keep.forEach((w, k) => {
      (w < 1 ? small : large).push(k);
    });
    while (small.length > 0 && large.length > 0) {
      const k = small.pop()!;
      const rich = large.at(-1)!;
      other[k] = rich;
      keep[rich] = keep[rich]! - (1 - keep[k]!);
      if (keep[rich]! < 1) small.push(large.pop()!);
    }
    // What rounding has left over is full.
    for (const k of [...small, ...large]) keep[k] = 1;
    this.keep = keep;
    this.other = other;
  }

  draw(stream: Stream): number {
    const u = stream.uniform() * this.keep.length;
    const k = Math.floor(u);
    return u - k < this.keep[k]! ? k : this.other[k]!;
  }
}
