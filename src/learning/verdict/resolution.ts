/** What a histogram distance can tell: the true distance that it takes to exceed a limit. */
import { normalCdf } from '../../numerics/statistics.ts';

/**
 * The smallest true L1 distance whose histograms are expected to exceed a limit.
 *
 * Counts of n trajectories in a bin are off by Gaussian noise. With a true difference of m times that
 * noise in every bin the expected distance is `floor · E|N(m, 1)| / E|N(0, 1)|`, the true one
 * `floor · m · √(π/2)`. This spread is the one that is hardest to see: E|N(m, 1)| is convex in m.
 *
 * @param floor  distance between two exact sets, L1
 * @param limit  what passes, L1
 */
export function smallestSeen(floor: number, limit: number): number {
  if (!(floor > 0)) return limit;
  const wanted = limit / floor;
  if (wanted <= 1) return 0;
  let [low, high] = [0, wanted];
  for (let i = 0; i < 60; i++) {
    const m = (low + high) / 2;
    if (spread(m) < wanted) low = m;
    else high = m;
  }
  // Two laws are never farther apart than 2.
  return Math.min(2, floor * high * Math.sqrt(Math.PI / 2));
}

/** E|N(m, 1)| over E|N(0, 1)|. */
function spread(m: number): number {
  return Math.exp((-m * m) / 2) + m * Math.sqrt(Math.PI / 2) * (2 * normalCdf(m) - 1);
}
