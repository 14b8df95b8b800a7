/** How far one law is from another. */
import type { Law } from './law.ts';
import type { ListedLaw } from './listed-law.ts';

/**
 * ½ Σ|p − q| over all states, in [0, 1]. Mass that a law has lost counts as nowhere. Only p
 * must list its states: q can be any law that answers `logProbability`.
 */
export function totalVariation(p: ListedLaw, q: Law): number {
  const width = p.species.length;
  let apart = 0;
  let shared = 0;
  for (let i = 0; i < p.probability.length; i++) {
    const other = Math.exp(q.logProbability(p.states.subarray(i * width, (i + 1) * width)));
    apart += Math.abs(p.probability[i]! - other);
    shared += other;
  }
  // What q holds outside p's list.
  return (apart + Math.max(0, 1 - q.lost - shared)) / 2;
}

/**
 * Σ p ln(p/q) in nats; Infinity where p has mass and q has none. Only p must list its
 * states: q can be any law that answers `logProbability`.
 */
export function relativeEntropy(p: ListedLaw, q: Law): number {
  const width = p.species.length;
  let sum = 0;
  for (let i = 0; i < p.probability.length; i++) {
    const mass = p.probability[i]!;
    if (mass === 0) continue;
    const other = q.logProbability(p.states.subarray(i * width, (i + 1) * width));
    if (other === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
    sum += mass * (Math.log(mass) - other);
  }
  return sum;
}
