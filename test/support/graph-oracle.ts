/** Gradients of a graph's loss by finite differences, in double precision. */

import { evaluate } from '../../src/tensor/evaluate.ts';
import type { Graph } from '../../src/tensor/graph.ts';

/** Central differences of step 1e-5: error about 1e-9 where the loss is smooth. */
export function finiteGradient(
  graph: Graph,
  rows: number,
  inputs: Readonly<Record<string, Float32Array>>,
  params: Float32Array,
): Float64Array {
  const moved = Float64Array.from(params);
  const step = 1e-5;
  const loss = () => evaluate(graph, rows, inputs, moved, ['loss']).loss!.data[0]!;
  return Float64Array.from(params, (p, i) => {
    moved[i] = p + step;
    const above = loss();
    moved[i] = p - step;
    const below = loss();
    moved[i] = p;
    return (above - below) / (2 * step);
  });
}

/** The largest error, relative to 1 plus the size of the expected number. */
export function largestError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!) / (1 + Math.abs(want[i]!));
    // NaN must not pass as small.
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}
