/** The best linear guess of the coordinates of a move from the counts before it. */

import type { Transitions } from '../data/examples.ts';
import { columnMoments } from './columns.ts';

export interface LinearGuess {
  readonly intercept: number;
  /** By species. */
  readonly slope: number[];
  /** Standard error. */
  readonly error: number;
}

/** Rows that are looked at, at most: more do not make a guess better. */
const mostRows = 50_000;

/**
 * Least squares of every coordinate, lightly ridged: conserved species are collinear.
 *
 * @param z  coordinates, shape [rows, rank]
 */
export function linearGuesses(
  z: Float64Array,
  rank: number,
  { rows, before }: Transitions,
  species: number,
): LinearGuess[] {
  const n = species;
  const x = columnMoments(before, n);
  const target = columnMoments(z, rank);
  const unit = x.sd.map((sd) => Math.max(sd, 1e-9));
  // The normal equations of standardised counts, a column on the right for each coordinate.
  const width = n + rank;
  const sums = new Float64Array(n * width);
  const row = new Float64Array(width);
  const sample = Math.min(rows, mostRows);
  for (let k = 0; k < sample; k++) {
    const r = Math.floor((k * rows) / sample);
    for (let s = 0; s < n; s++) row[s] = (before[r * n + s]! - x.mean[s]!) / unit[s]!;
    for (let i = 0; i < rank; i++) row[n + i] = z[r * rank + i]! - target.mean[i]!;
    for (let s = 0; s < n; s++)
      for (let t = 0; t < width; t++) sums[s * width + t]! += (row[s]! * row[t]!) / sample;
  }
  const equations = Array.from({ length: n }, (_, s) => {
    const line = Array.from(sums.subarray(s * width, (s + 1) * width));
    line[s]! += 1e-6;
    return line;
  });
  const solution = solve(equations);
  return Array.from({ length: rank }, (_, i) => {
    const weights = solution.map((line) => line[i]!);
    const explained = weights.reduce((sum, w, s) => sum + w * sums[s * width + n + i]!, 0);
    const slope = weights.map((w, s) => w / unit[s]!);
    return {
      intercept: target.mean[i]! - slope.reduce((sum, v, s) => sum + v * x.mean[s]!, 0),
      slope,
      error: Math.sqrt(Math.max(target.sd[i]! ** 2 - explained, 0)),
    };
  });
}

/** Solves the systems [A | b, b′, …], A positive definite, by Gauss–Jordan elimination; overwrites them. */
function solve(a: number[][]): number[][] {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    const line = a[i]!;
    const pivot = line[i]!;
    for (let j = i; j < line.length; j++) line[j]! /= pivot;
    for (let r = 0; r < n; r++) {
      const factor = a[r]![i]!;
      if (r === i || factor === 0) continue;
      for (let j = i; j < line.length; j++) a[r]![j]! -= factor * line[j]!;
    }
  }
  return a.map((line) => line.slice(n));
}
