/**
 * exp(A·t)·p in the Krylov space of (I − γA)⁻¹ (van den Eshof & Hochbruck, SIAM J. Sci.
 * Comput. 27 (2006), doi 10.1137/040605461).
 *
 * Use where Λt is huge: the cost does not depend on it. Plain Krylov steps gain nothing
 * there over uniformisation: polynomials in A of degree m are tame over Λt of some m² only,
 * too little at the errors asked here. Signs are not kept: what falls below 0 is set to 0 and counted as error.
 */
import type { BandSolver } from './band-solver.ts';
import { product, solve } from './small-dense.ts';

/** Of the duration; where a fixed pole serves best for 1e-10 or so. */
export const poleShare = 0.1;

/** Vectors of the basis at most, and between two looks at the error. */
const mostVectors = 72;
const stride = 4;

/** Vectors it takes as a rule. */
export const usualVectors = 40;

export interface Projection {
  readonly p: Float64Array;
  /** Estimate of Σ|p − exact|. */
  readonly error: number;
}

/**
 * The law after `duration`; undefined where the error stays above the tolerance.
 *
 * @param solver  of (I − γA) with γ = poleShare · duration
 * @param p       law before, shape [n]; not changed
 */
export function shiftInvert(solver: BandSolver, p: Float64Array, tolerance: number): Projection | undefined {
  const n = p.length;
  const size = Math.min(mostVectors, n);
  const beta = length(p);
  const basis = [p.map((v) => v / beta)];
  const hessenberg = new Float64Array(size * size);
  // From Euclidean length to l1; what rounding makes of a basis this long is not held against it.
  const enough = Math.max(tolerance, 1e-14) / (beta * Math.sqrt(n));
  let before: Float64Array | undefined;
  for (let j = 0; j < size; j++) {
    const w = new Float64Array(n);
    solver.solve(basis[j]!, w);
    const whole = length(w);
    // Twice, for the vectors are nearly dependent towards the end.
    for (let pass = 0; pass < 2; pass++)
      for (let k = 0; k <= j; k++) {
        const v = basis[k]!;
        let dot = 0;
        for (let i = 0; i < n; i++) dot += v[i]! * w[i]!;
        for (let i = 0; i < n; i++) w[i]! -= dot * v[i]!;
        hessenberg[k * size + j]! += dot;
      }
    const rest = length(w);
    const closed = j === n - 1 || rest <= 1e-15 * whole;
    if (closed || (j + 1) % stride === 0) {
      const now = coefficients(hessenberg, size, j + 1);
      let apart = 0;
      for (let k = 0; k < now.length; k++) apart += (now[k]! - (before?.[k] ?? 0)) ** 2;
      apart = Math.sqrt(apart);
      if (closed || (before && apart <= enough))
        return combine(basis, now, beta, closed ? 0 : apart * beta * Math.sqrt(n));
      before = now;
    }
    if (j + 1 === size) return undefined;
    hessenberg[(j + 1) * size + j] = rest;
    for (let i = 0; i < n; i++) w[i]! /= rest;
    basis.push(w);
  }
  return undefined;
}

function combine(
  basis: readonly Float64Array[],
  weights: Float64Array,
  beta: number,
  error: number,
): Projection {
  const p = new Float64Array(basis[0]!.length);
  weights.forEach((weight, k) => {
    const v = basis[k]!;
    for (let i = 0; i < p.length; i++) p[i]! += beta * weight * v[i]!;
  });
  let negative = 0;
  for (let i = 0; i < p.length; i++)
    if (p[i]! < 0) {
      negative -= p[i]!;
      p[i] = 0;
    }
  return { p, error: error + 2 * negative };
}

const halvings = 12;

/**
 * First column of exp((I − H⁻¹)/poleShare), H the leading part of the Hessenberg matrix.
 *
 * By the Padé approximant [2/3] of a 2^12-th part and squaring: written in H, whose eigenvalues
 * lie in (0, 1], it loses nothing to the huge rates that H⁻¹ holds, and sends them to 0.
 */
function coefficients(hessenberg: Float64Array, stride: number, m: number): Float64Array {
  const c = 1 / (poleShare * 2 ** halvings);
  const h = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) h[i * m + j] = hessenberg[i * stride + j]!;
  const less = h.slice();
  for (let i = 0; i < m; i++) less[i * m + i]! -= 1;
  const hh = product(h, h, m);
  const hl = product(h, less, m);
  const [h3, hhl, hll, l3] = [
    product(hh, h, m),
    product(hh, less, m),
    product(hl, less, m),
    product(product(less, less, m), less, m),
  ];
  const numerator = h3.map((v, k) => v + 0.4 * c * hhl[k]! + 0.05 * c * c * hll[k]!);
  const denominator = h3.map(
    (v, k) => v - 0.6 * c * hhl[k]! + 0.15 * c * c * hll[k]! - (c ** 3 / 60) * l3[k]!,
  );
  solve(denominator, numerator, m);
  let power: Float64Array = numerator;
  for (let s = 0; s < halvings; s++) power = product(power, power, m);
  return Float64Array.from({ length: m }, (_, i) => power[i * m]!);
}

function length(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return Math.sqrt(sum);
}
