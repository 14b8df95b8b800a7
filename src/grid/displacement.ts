/**
 * How far a free walker on a line is after a while: it steps +1 and −1, each at the
 * same rate, so its displacement is the difference of two Poisson numbers of mean
 * `a`, P(d) = exp(−2a) I_|d|(2a) (Skellam 1946, doi 10.2307/2981372).
 *
 * Bessel ratios I_k / I_{k−1} by backward recurrence (Gautschi 1967, doi 10.1137/1009002).
 */
import { AliasTable, Coin, conditionals } from '../numerics/samplers.ts';

/** Chance that is left out at the far end of every law here. */
const neglect = 1e-16;

/** The law of one coordinate, as tables to draw from. */
export interface Displacement {
  /** Falls on success when the displacement is not 0. */
  readonly moves: Coin;
  /** Longest displacement kept: longer ones have a chance below 1e-16. */
  readonly reach: number;
  /** Displacements that are not 0: class 2k is k + 1 ahead, 2k + 1 as far back. */
  readonly signed: AliasTable;
  /** Of moved walkers, by length 1, 2, … either way: as `conditionals` says; shape [reach]. */
  readonly lengths: Float64Array;
}

/** P(|d| = k) for k = 0 … reach, shape [reach + 1], summing to 1. */
export function displacementLaw(a: number): Float64Array {
  // Bernstein's bound on the tail says where to start; the law itself where to stop.
  const log = -Math.log(neglect / 100);
  const top = Math.ceil(log / 3 + Math.sqrt((log * log) / 9 + 4 * a * log)) + 1;
  const relative = new Float64Array(top + 1);
  let ratio = 0;
  for (let k = 2 * top; k >= 1; k--) {
    ratio = 1 / (k / a + ratio);
    if (k <= top) relative[k] = ratio;
  }
  relative[0] = 1;
  let product = 2;
  for (let k = 1; k <= top; k++) {
    product *= relative[k]!;
    relative[k] = product;
  }
  let sum = 0;
  for (let k = top; k >= 0; k--) sum += relative[k]!;
  let reach = top;
  let tail = relative[top]!;
  while (reach > 0 && tail < neglect * sum) tail += relative[--reach]!;
  return relative.slice(0, reach + 1).map((p) => p / sum);
}

/**
 * Distance that a walker of mean `a` steps each way comes to touch, on its way, with a
 * chance below 1e-16: at most 4 P(d ≥ distance), by the reflection principle.
 */
export function touchDistance(a: number): number {
  const law = displacementLaw(a);
  let tail = 0;
  let distance = law.length;
  while (distance > 1 && 2 * (tail + law[distance - 1]!) < neglect) tail += law[--distance]!;
  return distance;
}

/** @param a  mean number of steps each way, > 0 */
export function openDisplacement(a: number): Displacement {
  const lengths = displacementLaw(a).subarray(1);
  return {
    moves: new Coin(lengths.reduceRight((sum, p) => sum + p, 0)),
    reach: lengths.length,
    signed: new AliasTable(Array.from({ length: 2 * lengths.length }, (_, i) => lengths[i >> 1]!)),
    lengths: conditionals(lengths),
  };
}

/** The displacement that class `i` of {@link Displacement.signed} stands for. */
export function signedLength(i: number): number {
  return i & 1 ? -(i >> 1) - 1 : (i >> 1) + 1;
}
