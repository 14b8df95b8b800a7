/** The weights of uniformisation: how often which power of the neighbour average counts. */

/** What the truncated sums may miss, relative to the field and to the source. */
const neglect = 1e-13;

/** u(τ) = Σ_k (average)^k (stay[k] · u(0) + fresh[k] · source). */
export interface Weights {
  readonly stay: Float64Array;
  readonly fresh: Float64Array;
}

/**
 * The weights of the powers 0, 1, … for the matrix q (average − 1) − decay:
 * stay[k] = e^(−decay τ) Pois(k; qτ), fresh[k] = ∫₀^τ e^(−decay s) Pois(k; qs) ds
 * = (q/Q)^k / Q · P(Pois(Qτ) > k) with Q = q + decay.
 * Both are scaled to their exact sums, so that walls and wrapping keep all mass.
 */
export function weigh(q: number, decay: number, tau: number): Weights {
  const total = q + decay;
  const own = poissonLaw(q * tau);
  const both = poissonLaw(total * tau);
  const stay = new Float64Array(Math.max(own.length, both.length));
  const fresh = new Float64Array(stay.length);
  const keep = Math.exp(-decay * tau);
  own.forEach((p, k) => {
    stay[k] = keep * p;
  });
  const spread = total > 0 ? q / total : 0;
  let tail = 0;
  for (let k = both.length - 2; k >= 0; k--) {
    tail += both[k + 1]!;
    fresh[k] = spread ** k * tail;
  }
  const exact = decay * tau > 1e-16 ? -Math.expm1(-decay * tau) / decay : tau;
  // With no time, or too little of it to count, the first power carries the whole integral.
  if (fresh[0] === 0) fresh[0] = 1;
  const sum = fresh.reduce((s, w) => s + w, 0);
  for (let k = 0; k < fresh.length; k++) fresh[k] = (fresh[k]! * exact) / sum;
  let used = stay.length;
  let left = 0;
  while (used > 1 && left + fresh[used - 1]! / (exact || 1) + stay[used - 1]! / (keep || 1) < neglect) {
    left += fresh[used - 1]! / (exact || 1) + stay[used - 1]! / (keep || 1);
    used--;
  }
  return { stay: scaled(stay, used, keep), fresh: scaled(fresh, used, exact) };
}

/** The first `used` weights, scaled to a given sum. */
function scaled(weights: Float64Array, used: number, sum: number): Float64Array {
  const kept = weights.slice(0, used);
  const now = kept.reduce((s, w) => s + w, 0);
  return now > 0 ? kept.map((w) => (w * sum) / now) : kept;
}

/** P(N = k) for k = 0, 1, …, cut off where less than 1e-18 is left, summing to 1. */
function poissonLaw(mean: number): Float64Array {
  const mode = Math.floor(mean);
  const top = Math.ceil(mean + 30 + 10 * Math.sqrt(mean));
  const law = new Float64Array(top + 1);
  law[mode] = 1;
  for (let k = mode; k > 0; k--) law[k - 1] = (law[k]! * k) / mean;
  for (let k = mode; k < top; k++) law[k + 1] = (law[k]! * mean) / (k + 1);
  const sum = law.reduce((s, p) => s + p, 0);
  return law.map((p) => p / sum);
}
