/**
 * exp(A·t)·p in the Krylov space of (I − γA)⁻¹ (van den Eshof & Hochbruck, SIAM J. Sci.
 * Comput. 27 (2006), doi 10.1137/040605461).
 *
 * Use where Λt is huge: the cost does not depend on it. Plain Krylov steps gain nothing
 * there over uniformisation: polynomials in A of degree m are tame over Λt of some m² only,
 * too little at the errors asked here. Signs are not kept: what falls below 0 is set to 0 and counted as error.
 */
import type { BandSolver } from './band-solver.ts';
import { product, solve, solveComplex } from './small-dense.ts';

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
  /** Is that within the tolerance? */
  readonly good: boolean;
}

/**
 * The law after `duration`, as near as the basis comes to it.
 *
 * @param solver  of (I − γA) with γ = poleShare · duration
 * @param p       law before, shape [n]; not changed
 */
export function shiftInvert(solver: BandSolver, p: Float64Array, tolerance: number): Projection {
  const n = p.length;
  const size = Math.min(mostVectors, n);
  const beta = length(p);
  const basis = [p.map((v) => v / beta)];
  const hessenberg = new Float64Array(size * size);
  // From Euclidean length to l1.
  const scale = beta * Math.sqrt(n);
  // Squaring doubles what rounding has made.
  const rounding = scale * 2 ** halvings * 2 ** -53;
  const enough = Math.max(tolerance, 2 * rounding);
  let before: Float64Array | undefined;
  let last = Number.POSITIVE_INFINITY;
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
      apart = scale * Math.sqrt(apart);
      // What the next looks would still add, if they shrink as the last one did.
      const ratio = before ? Math.min(0.95, apart / last) : 0.95;
      const error = rounding + (closed ? 0 : apart * Math.max(1, ratio / (1 - ratio)));
      if (closed || j + 1 === size || (before !== undefined && error <= enough))
        return combine(basis, now, beta, error, enough);
      [before, last] = [now, apart];
    }
    hessenberg[(j + 1) * size + j] = rest;
    for (let i = 0; i < n; i++) w[i]! /= rest;
    basis.push(w);
  }
  throw new Error('a basis ends at a look');
}

function combine(
  basis: readonly Float64Array[],
  weights: Float64Array,
  beta: number,
  error: number,
  enough: number,
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
  return { p, error: error + 2 * negative, good: error <= enough };
}

const halvings = 12;

/**
 * Poles and residues of the Padé approximant [2/3] of exp(z): one real, one complex with its conjugate.
 *
 * That is (1 + 2z/5 + z²/20) / (1 − 3z/5 + 3z²/20 − z³/60).
 */
const realPole = { at: 3.637834252744496, residue: -18.297498174845842 };
const complexPole = {
  at: [2.681082873627752, 3.0504301992474105],
  residue: [7.648749087422922, 4.171640244747437],
} as const;

/**
 * First column of exp((I − H⁻¹)/poleShare), H the leading part of the Hessenberg matrix.
 *
 * By the Padé approximant of a 2^12-th part and squaring. H⁻¹ holds the huge rates, so each of the
 * fractions is written in H, whose eigenvalues lie in (0, 1]: 1/(z − ρ) with z = c·(I − H⁻¹) is
 * H / (c·(H − I) − ρ·H). One fraction for all would hold powers of H, in which the fastest rates drown.
 */
function coefficients(hessenberg: Float64Array, stride: number, m: number): Float64Array {
  const c = 1 / (poleShare * 2 ** halvings);
  const h = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) h[i * m + j] = hessenberg[i * stride + j]!;
  const less = (pole: number): Float64Array => {
    const shifted = h.map((v) => (c - pole) * v);
    for (let i = 0; i < m; i++) shifted[i * m + i]! -= c;
    return shifted;
  };
  const part = h.map((v) => v * realPole.residue);
  solve(less(realPole.at), part, m);
  const [re, im] = complexPole.at;
  const pair = solveComplex(
    less(re),
    h.map((v) => -im * v),
    h,
    complexPole.residue,
    m,
  );
  let power: Float64Array = part.map((v, k) => v + 2 * pair[k]!);
  for (let s = 0; s < halvings; s++) power = product(power, power, m);
  return Float64Array.from({ length: m }, (_, i) => power[i * m]!);
}

function length(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return Math.sqrt(sum);
}
