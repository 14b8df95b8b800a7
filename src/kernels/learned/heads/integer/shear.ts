/** How far a coordinate's bells move with the coordinates before it. */
import { shearRange } from '../mixture/graph.ts';
import type { PlacedMove } from './move-law.ts';

/**
 * What the coordinates before i of a move add to its centres: s_i · Σ_{j<i} L_ij (z_j − b_j) / s_j.
 *
 * @param o  where L begins in the network's output, before it is bounded; the pair (i, j) is number i(i − 1)/2 + j
 */
export function shearOf(
  output: Float32Array,
  o: number,
  i: number,
  { z, base, scale, at }: PlacedMove,
): number {
  let sum = 0;
  for (let j = 0; j < i; j++) {
    const raw = output[o + (i * (i - 1)) / 2 + j]!;
    const lean = (z[j]! - base[at + j]!) / scale[at + j]!;
    sum += shearRange * Math.tanh(raw / shearRange) * lean;
  }
  return sum * scale[at + i]!;
}
