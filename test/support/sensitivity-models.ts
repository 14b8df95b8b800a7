/** Functions on the unit cube whose sensitivities are known in closed form. */
import type { Design } from '../../src/numerics/designs/design.ts';
import { normalQuantile } from '../../src/numerics/statistics.ts';

/** A function, and its Sobol' indices. */
export interface KnownModel {
  readonly dimensions: number;
  readonly at: (x: Float64Array) => number;
  readonly first: readonly number[];
  readonly total: readonly number[];
}

/** sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on (−π, π)³: Ishigami & Homma 1990, doi 10.1109/ISUMA.1990.151285. */
export const ishigami: KnownModel = (() => {
  const [a, b, pi4] = [7, 0.1, Math.PI ** 4];
  const one = 0.5 * (1 + (b * pi4) / 5) ** 2;
  const two = a ** 2 / 8;
  const both = b ** 2 * pi4 ** 2 * (1 / 18 - 1 / 50);
  const all = one + two + both;
  return {
    dimensions: 3,
    at: (x) => {
      const [u, v, w] = [...x].map((share) => Math.PI * (2 * share - 1));
      return Math.sin(u!) * (1 + b * w! ** 4) + a * Math.sin(v!) ** 2;
    },
    first: [one / all, two / all, 0],
    total: [(one + both) / all, two / all, both / all],
  };
})();

/** Σ c_i x_i of uniform x: shares c_i² / Σ c². */
export function linear(...slopes: readonly number[]): KnownModel {
  const all = slopes.reduce((sum, c) => sum + c * c, 0);
  const shares = slopes.map((c) => (c * c) / all);
  return {
    dimensions: slopes.length,
    at: (x) => slopes.reduce((sum, c, i) => sum + c * x[i]!, 3),
    first: shares,
    total: shares,
  };
}

/** ∏ (|4 x_i − 2| + a_i) / (1 + a_i): Saltelli & Sobol' 1995, doi 10.1016/0951-8320(95)00099-2. */
export function gFunction(...a: readonly number[]): KnownModel {
  const own = a.map((each) => 1 / (3 * (1 + each) ** 2));
  const all = own.reduce((product, v) => product * (1 + v), 1);
  return {
    dimensions: a.length,
    at: (x) => a.reduce((product, each, i) => (product * (Math.abs(4 * x[i]! - 2) + each)) / (1 + each), 1),
    first: own.map((v) => v / (all - 1)),
    total: own.map((v) => (v * all) / (1 + v) / (all - 1)),
  };
}

/** The outputs of a design, in its order. */
export function outputsOf(design: Design, at: (x: Float64Array) => number): Float64Array {
  const x = new Float64Array(design.dimensions);
  return Float64Array.from({ length: design.rows }, (_, row) => {
    design.point(row, x);
    return at(x);
  });
}

/** All points of a design. */
export function pointsOf(design: Design): number[][] {
  const x = new Float64Array(design.dimensions);
  return Array.from({ length: design.rows }, (_, row) => {
    design.point(row, x);
    return [...x];
  });
}

/**
 * Samples that are the same everywhere, for references from elsewhere: n quantiles at golden-ratio
 * points.
 */
export function goldenSample(n: number, apart: number, share: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const u = (0.5 + (i + 1) * 0.6180339887498949) % 1;
    return normalQuantile(u) + (i % 100 < 100 * share ? apart : 0);
  });
}
