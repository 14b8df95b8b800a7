/** How the cells of a plane are spread: three quantiles and the mean, of a sample where there are many. */
import { quantiles } from '../protocol/from-server.ts';
import type { PlaneCells } from './planes-of.ts';

/** Cells looked at, at most. */
const sampled = 1024;

/** low, middle, high, mean. */
export type Spread = readonly [low: number, middle: number, high: number, mean: number];

/** The mean is that of all cells; the quantiles are of every n-th, n odd to the grid's columns. */
export function spreadOf(cells: PlaneCells, gridWidth: number): Spread {
  const { length, total } = cells;
  let stride = Math.ceil(length / sampled);
  // A stride that shares a divisor with the width would see a few columns only.
  while (stride > 1 && divisor(stride, gridWidth) > 1) stride++;
  const some = new Float64Array(Math.ceil(length / stride));
  for (let i = 0; i < some.length; i++) some[i] = cells.at(i * stride);
  some.sort();
  const [low, middle, high] = quantiles.map((q) => some[Math.round(q * (some.length - 1))]!);
  return [low!, middle!, high!, total / length];
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
