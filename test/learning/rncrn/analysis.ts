/** Roots, eigenvalues and periods of small fields, by the plainest means. */
import { Lu } from '../../../src/numerics/linear/lu.ts';
import { differences } from './random-models.ts';
import { rungeKutta } from './runge-kutta.ts';

export type Equations = (x: Float64Array, out: Float64Array) => void;

/** A root near a guess, by Newton's method with differences; as many equations as unknowns. */
export function rootNear(f: Equations, guess: readonly number[]): Float64Array {
  const x = Float64Array.from(guess);
  const [out, lu] = [new Float64Array(x.length), new Lu(x.length)];
  for (let round = 0; round < 50; round++) {
    lu.matrix.set(differences(f, x, x.length));
    f(x, out);
    lu.factor();
    lu.solve(out);
    for (let i = 0; i < x.length; i++) x[i]! -= out[i]!;
    if (Math.max(...out.map(Math.abs)) < 1e-12) return x;
  }
  throw new Error(`no root near ${guess.join(', ')}`);
}

export function trace(j: Float64Array): number {
  return j[0]! + j[3]!;
}

export function determinant(j: Float64Array): number {
  return j[0]! * j[3]! - j[1]! * j[2]!;
}

/** Eigenvalues of a 2×2 matrix: [real, imaginary ≥ 0] of a pair, or [larger, smaller] if real. */
export function eigenvalues(j: Float64Array): { readonly real: boolean; readonly values: [number, number] } {
  const half = trace(j) / 2;
  const rest = half * half - determinant(j);
  const root = Math.sqrt(Math.abs(rest));
  return rest < 0
    ? { real: false, values: [half, root] }
    : { real: true, values: [half + root, half - root] };
}

/** What a field does after a transient: extents of each variable, and its period. */
export interface Orbit {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly period: number;
}

/**
 * Follows a field, then watches x_1 rise through the middle of its range.
 *
 * @param transient  time before the watch
 * @param watch      its length: several periods
 * @param dt         of the Runge–Kutta steps
 */
export function orbitOf(
  f: Equations,
  start: readonly number[],
  { transient, watch, dt }: { transient: number; watch: number; dt: number },
): Orbit {
  const system = (_t: number, y: Float64Array, out: Float64Array) => f(y, out);
  const settled = rungeKutta(system, Float64Array.from(start), transient, Math.round(transient / dt));
  const [low, high] = [Array.from(settled), Array.from(settled)];
  const path: number[] = [];
  rungeKutta(system, settled, watch, Math.round(watch / dt), (_t, y) => {
    path.push(y[0]!);
    y.forEach((value, i) => {
      low[i] = Math.min(low[i]!, value);
      high[i] = Math.max(high[i]!, value);
    });
  });
  const middle = (low[0]! + high[0]!) / 2;
  const crossings: number[] = [];
  for (let i = 1; i < path.length; i++)
    if (path[i - 1]! < middle && path[i]! >= middle)
      crossings.push(dt * (i + (middle - path[i - 1]!) / (path[i]! - path[i - 1]!)));
  return { low, high, period: (crossings.at(-1)! - crossings[0]!) / (crossings.length - 1) };
}
