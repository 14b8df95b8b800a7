/** Which pairs of species are compared. */
import type { Network } from '../../../../crn/network.ts';
import type { ExactSets } from '../../sets/exact-sets.ts';
import { untied } from '../../sets/samples.ts';

/** All pairs are compared where there are no more. */
const most = 300;
/** Settings that correlations are taken over. */
const looked = 8;

/** Pairs of species that are not tied to each other: all, or those most correlated in the exact set. */
export function pairsOf(network: Network, exact: ExactSets): (readonly [number, number])[] {
  const species = untied(network);
  const pairs = species.flatMap((a, i) => species.slice(i + 1).map((b) => [a, b] as const));
  if (pairs.length <= most) return pairs;
  const width = network.species.length;
  const rows = Math.min(looked, exact.settings) * exact.trajectories;
  const counts = exact.first.at(-1)!;
  const centred = species.map((s) => {
    const column = Float64Array.from({ length: rows }, (_, r) => counts[r * width + s]!);
    for (let from = 0; from < rows; from += exact.trajectories) {
      const own = column.subarray(from, from + exact.trajectories);
      const middle = own.reduce((sum, v) => sum + v, 0) / own.length;
      own.forEach((v, i) => {
        own[i] = v - middle;
      });
    }
    return column;
  });
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  const norms = centred.map((c) => Math.sqrt(dot(c, c)) || 1);
  const strength = pairs.map(([a, b]) => {
    const [i, j] = [species.indexOf(a), species.indexOf(b)];
    return Math.abs(dot(centred[i]!, centred[j]!)) / (norms[i]! * norms[j]!);
  });
  const order = pairs.map((_, p) => p).sort((p, q) => strength[q]! - strength[p]!);
  return order.slice(0, most).map((p) => pairs[p]!);
}
