/**
 * How far a free walker on a line is after a while: it steps +1 and −1, each at the
 * same rate, so its displacement is the difference of two Poisson numbers of mean
 * `a`, P(d) = exp(−2a) I_|d|(2a) (Skellam 1946, doi 10.2307/2981372).
 *
 * Bessel ratios I_k / I_{k−1} by backward recurrence (Gautschi 1967, doi 10.1137/1009002);
 * draws by Walker's alias method (1977, doi 10.1145/355744.355749).
 */
import { conditionals, multinomial } from '../numerics/samplers.ts';
import type { Stream } from '../numerics/streams.ts';

/** Chance that is left out at the far end of every law here. */
const neglect = 1e-16;

/** The law of one coordinate, opened for drawing. */
export interface Displacement {
  /** Chance that the displacement is not 0. */
  readonly moves: number;
  /** Longest displacement kept: longer ones have a chance below 1e-16. */
  readonly reach: number;
  /** A displacement that is not 0. */
  draw(stream: Stream): number;
  /**
   * How many of `n` moved walkers went 1, 2, … steps, either way.
   *
   * @param out  shape [reach]
   * @returns    how many entries of `out` were written; nobody went further
   */
  split(stream: Stream, n: number, out: Int32Array): number;
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
  const law = displacementLaw(a);
  const reach = law.length - 1;
  let moves = 0;
  for (let k = reach; k >= 1; k--) moves += law[k]!;
  const lengths = law.subarray(1);
  const chances = conditionals(lengths);
  const { keep, other } = aliasTable(lengths, moves);
  return {
    moves,
    reach,
    draw(stream) {
      const u = stream.uniform() * 2 * reach;
      const half = Math.floor(u);
      const k = half >> 1;
      const d = (u - half < keep[k]! ? k : other[k]!) + 1;
      return half & 1 ? d : -d;
    },
    split: (stream, n, out) => multinomial(stream, n, chances, out),
  };
}

/** Walker's table: entry k is k itself with chance `keep[k]`, else `other[k]`. */
function aliasTable(weights: Float64Array, total: number): { keep: Float64Array; other: Int32Array } {
  const n = weights.length;
  const keep = weights.map((w) => (w * n) / total);
  const other = Int32Array.from({ length: n }, (_, k) => k);
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
  return { keep, other };
}
