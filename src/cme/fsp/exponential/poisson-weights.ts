/**
 * Poisson probabilities without underflow, from the mode outwards (Fox & Glynn,
 * Commun. ACM 31 (1988), doi 10.1145/42404.42409).
 */

export interface PoissonWeights {
  /** The count that `weights[0]` belongs to. */
  readonly from: number;
  readonly weights: Float64Array;
}

/** Weights below this share of the greatest are nothing in double precision. */
const least = 1e-18;

/**
 * The Poisson law of this mean but for the ends, which hold `tail` or less: the weights
 * sum to 1 − tail or more, up to rounding.
 */
export function poissonWeights(mean: number, tail: number): PoissonWeights {
  if (mean === 0) return { from: 0, weights: Float64Array.of(1) };
  const mode = Math.floor(mean);
  const down: number[] = [];
  const up: number[] = [1];
  let sum = 1;
  for (let j = mode, w = 1; j > 0 && w > least; j--) {
    w *= j / mean;
    sum += w;
    down.push(w);
  }
  for (let j = mode + 1, w = 1; w > least; j++) {
    w *= mean / j;
    sum += w;
    up.push(w);
  }
  const all = Float64Array.from([...down.reverse(), ...up], (w) => w / sum);
  let first = 0;
  let end = all.length;
  for (let left = all[0]!; left < tail / 2; left += all[first]!) first++;
  for (let left = all[end - 1]!; left < tail / 2; left += all[end - 1]!) end--;
  return { from: mode - down.length + first, weights: all.slice(first, end) };
}
