/**
 * What Sobol' indices are made of, base point by base point: so they can be drawn anew without the
 * outputs.
 */
import type { SaltelliShape } from '../designs/saltelli.ts';
import type { Outputs } from './outputs.ts';

export interface BlockSums {
  /** Base points with an output in each of their rows: the units of the columns. */
  readonly units: number;
  /** Mean over all their rows. */
  readonly centre: number;
  /** Whether every one of their rows has two outputs or more. */
  readonly noiseKnown: boolean;
  /** Of each unit: y_B (y_ABi − y_A), of every factor. */
  readonly first: readonly Float64Array[];
  /** (y_A − y_ABi)² / 2, of every factor; less the noise of both where that is removed. */
  readonly total: readonly Float64Array[];
  /** y_BAi y_ABj − y_A y_B, of every pair of factors; empty without rows for them. */
  readonly second: readonly Float64Array[];
  /** y_A + y_B, y_A² + y_B², and the variances of both as means of replicates. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly noise: Float64Array;
}

/** Every pair of factors, the first the smaller. */
export function pairsOf(factors: number): (readonly [number, number])[] {
  return Array.from({ length: factors }, (_, i) =>
    Array.from({ length: factors - i - 1 }, (_, j) => [i, i + 1 + j] as const),
  ).flat();
}

/**
 * @param outputs      shape [rows, replicates]; checked before
 * @param removeNoise  whether `total` is freed from it; then `noiseKnown` must be true
 */
export function blockSums(
  { dimensions: d, basePoints, blockRows, secondOrder }: SaltelliShape,
  outputs: Outputs,
  replicates: number,
  removeNoise: boolean,
): BlockSums {
  const { mean, noise, lonely } = rowMeans(outputs, replicates);
  const whole: number[] = [];
  for (let b = 0; b < basePoints; b++)
    if (!mean.subarray(b * blockRows, (b + 1) * blockRows).some(Number.isNaN)) whole.push(b * blockRows);
  let centre = 0;
  for (const row of whole) for (let r = 0; r < blockRows; r++) centre += mean[row + r]!;
  centre /= Math.max(1, whole.length * blockRows);
  // Around the mean, where products lose the fewest digits and first-order estimates spread the least.
  const column = (of: (y: (r: number) => number, v: (r: number) => number) => number): Float64Array =>
    Float64Array.from(whole, (row) =>
      of(
        (r) => mean[row + r]! - centre,
        (r) => noise[row + r]!,
      ),
    );
  const [a, b] = [0, blockRows - 1];
  const factors = Array.from({ length: d }, (_, i) => i);
  const less = removeNoise ? 0.5 : 0;
  return {
    units: whole.length,
    centre,
    noiseKnown: !whole.some((row) => lonely.subarray(row, row + blockRows).includes(1)),
    first: factors.map((i) => column((y) => y(b) * (y(1 + i) - y(a)))),
    total: factors.map((i) => column((y, v) => 0.5 * (y(a) - y(1 + i)) ** 2 - less * (v(a) + v(1 + i)))),
    second: (secondOrder ? pairsOf(d) : []).map(([i, j]) =>
      column((y) => y(1 + d + i) * y(1 + j) - y(a) * y(b)),
    ),
    sum: column((y) => y(a) + y(b)),
    squares: column((y) => y(a) ** 2 + y(b) ** 2),
    noise: column((_, v) => v(a) + v(b)),
  };
}

/**
 * Of every row: the mean over its replicates, NaN where it has none (which never leaves this file), and that
 * mean's variance, 0 where it has fewer than two.
 */
function rowMeans(
  outputs: Outputs,
  replicates: number,
): { readonly mean: Float64Array; readonly noise: Float64Array; readonly lonely: Uint8Array } {
  const rows = outputs.length / replicates;
  const mean = new Float64Array(rows);
  const noise = new Float64Array(rows);
  const lonely = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let [n, middle, squares] = [0, 0, 0];
    for (let i = row * replicates; i < (row + 1) * replicates; i++) {
      const value = outputs[i];
      if (value === undefined) continue;
      // Welford 1962, doi 10.1080/00401706.1962.10490022.
      const off = value - middle;
      middle += off / ++n;
      squares += off * (value - middle);
    }
    mean[row] = n > 0 ? middle : Number.NaN;
    noise[row] = n > 1 ? squares / (n - 1) / n : 0;
    lonely[row] = n > 1 ? 0 : 1;
  }
  return { mean, noise, lonely };
}
