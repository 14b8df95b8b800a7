/**
 * On which side of a Hopf point its cycles are: the first Lyapunov coefficient, from derivatives of second and
 * third order along the plane of the pair, by differences (Kuznetsov, Elements of Applied Bifurcation Theory,
 * §5.4, doi 10.1007/978-1-4757-3978-7).
 */
import { Lu } from '../linear/lu.ts';
import { type Frame, sizesOf } from './equilibria.ts';
import { Derivatives } from './family.ts';

/** The plane in which x turns around an equilibrium: J·a = −omega·b, J·b = omega·a, |a|² + |b|² = 1. */
export interface Plane {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Differences over this share of the box. */
const share = 2 ** -9;

/** The plane of the eigenvalue i·omega, by two steps of inverse iteration. @returns undefined where there is none */
export function planeOf(
  jacobian: Float64Array,
  n: number,
  omega: number,
  transposed = false,
): Plane | undefined {
  const at = (i: number, j: number): number => jacobian[transposed ? j * n + i : i * n + j]!;
  const lu = new Lu(2 * n);
  // (J − iω)(a + ib) = 0, moved a little so that it can be solved.
  const off = 1e-9 * Math.max(omega, 1e-300);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const own = i === j ? 1 : 0;
      lu.matrix[i * 2 * n + j] = at(i, j) - off * own;
      lu.matrix[i * 2 * n + n + j] = omega * own;
      lu.matrix[(n + i) * 2 * n + j] = -omega * own;
      lu.matrix[(n + i) * 2 * n + n + j] = at(i, j) - off * own;
    }
  if (!lu.factor()) return undefined;
  let v = Float64Array.from({ length: 2 * n }, (_, i) => 1 / (1 + i));
  for (let k = 0; k < 3; k++) {
    lu.solve(v);
    const length = Math.hypot(...v);
    if (!(length > 0 && Number.isFinite(length))) return undefined;
    v = v.map((value) => value / length);
  }
  return { a: v.slice(0, n), b: v.slice(n) };
}

/**
 * The first Lyapunov coefficient at a Hopf point: below 0 stable cycles grow out of it (supercritical), above 0
 * unstable ones (subcritical). Only its sign is free of the units of x.
 *
 * @param omega  imaginary part of the critical pair, > 0
 */
export function lyapunovCoefficient(
  frame: Frame,
  x: Float64Array,
  p: ArrayLike<number>,
  omega: number,
): number {
  const { family } = frame;
  const n = family.size;
  const sizes = sizesOf(frame);
  const jacobian = new Float64Array(n * n);
  new Derivatives(family, sizes).byState(x, p, jacobian);
  const right = planeOf(jacobian, n, omega);
  // The left vector belongs to −iω of the transpose: its conjugate is that of iω.
  const left = planeOf(jacobian, n, omega, true);
  if (!right || !left) return Number.NaN;
  const { a: qr, b: qi } = right;
  const [pr, pi] = normalised(
    left.a,
    left.b.map((v) => -v),
    qr,
    qi,
  );
  const h = share * Math.min(...sizes.subarray(0, n));
  const along = differencesAt(frame, x, p, h);
  const [aa, bb, ab] = [along.second(qr, qr), along.second(qi, qi), along.second(qr, qi)];
  // B(q, q̄) = aa + bb; B(q, q) = aa − bb + 2i·ab.
  const rest = solveReal(jacobian, n, add(aa, bb, 1));
  const [ur, ui] = solveShifted(
    jacobian,
    n,
    2 * omega,
    add(aa, bb, -1),
    ab.map((v) => 2 * v),
  );
  if (!rest || !ur || !ui) return Number.NaN;
  // C(q, q, q̄) = C(a,a,a) + C(a,b,b) + i(C(a,a,b) + C(b,b,b)).
  const [caaa, cbbb] = [along.third(qr, qr, qr), along.third(qi, qi, qi)];
  const [caab, cabb] = [along.third(qr, qr, qi), along.third(qr, qi, qi)];
  const [cr, ci] = [add(caaa, cabb, 1), add(caab, cbbb, 1)];
  // B(q, A⁻¹B(q, q̄)), and B(q̄, (2iω − A)⁻¹B(q, q)).
  const [mr, mi] = [along.second(qr, rest), along.second(qi, rest)];
  const [sr, si] = [
    add(along.second(qr, ur), along.second(qi, ui), 1),
    add(along.second(qr, ui), along.second(qi, ur), -1),
  ];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [re, im] = [cr[i]! - 2 * mr[i]! + sr[i]!, ci[i]! - 2 * mi[i]! + si[i]!];
    // ⟨p, v⟩ = p̄·v, its real part.
    sum += pr[i]! * re + pi[i]! * im;
  }
  return sum / (2 * omega);
}

/** p scaled such that p̄·q = 1. */
function normalised(
  pr: Float64Array,
  pi: Float64Array,
  qr: Float64Array,
  qi: Float64Array,
): [Float64Array, Float64Array] {
  let [re, im] = [0, 0];
  for (let i = 0; i < pr.length; i++) {
    re += pr[i]! * qr[i]! + pi[i]! * qi[i]!;
    im += pr[i]! * qi[i]! - pi[i]! * qr[i]!;
  }
  const square = re * re + im * im;
  // Divided by the conjugate of p̄·q.
  return [
    pr.map((v, i) => (v * re - pi[i]! * im) / square),
    pi.map((v, i) => (v * re + pr[i]! * im) / square),
  ];
}

/** Derivatives of second and third order along given directions, from sums over their corners. */
function differencesAt({ family }: Frame, x: Float64Array, p: ArrayLike<number>, h: number) {
  const [at, f] = [new Float64Array(family.size), new Float64Array(family.size)];
  const corners = (directions: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(family.size);
    const steps = directions.map((d) => h / Math.max(1e-300, Math.hypot(...d)));
    for (let corner = 0; corner < 2 ** directions.length; corner++) {
      at.set(x);
      let sign = 1;
      directions.forEach((d, k) => {
        const way = (corner >> k) & 1 ? -1 : 1;
        sign *= way;
        for (let i = 0; i < at.length; i++) at[i]! += way * steps[k]! * d[i]!;
      });
      family.rate(at, p, f);
      for (let i = 0; i < out.length; i++) out[i]! += sign * f[i]!;
    }
    const volume = steps.reduce((product, step) => product * 2 * step, 1);
    return out.map((v) => v / volume);
  };
  return {
    second: (u: Float64Array, v: Float64Array) => corners([u, v]),
    third: (u: Float64Array, v: Float64Array, w: Float64Array) => corners([u, v, w]),
  };
}

function add(u: Float64Array, v: Float64Array, times: number): Float64Array {
  return u.map((value, i) => value + times * v[i]!);
}

function solveReal(matrix: Float64Array, n: number, b: Float64Array): Float64Array | undefined {
  const lu = new Lu(n);
  lu.matrix.set(matrix);
  if (!lu.factor()) return undefined;
  const out = b.slice();
  lu.solve(out);
  return out;
}

/** (i·shift − A)·(u + iw) = re + i·im. */
function solveShifted(
  matrix: Float64Array,
  n: number,
  shift: number,
  re: Float64Array,
  im: Float64Array,
): [Float64Array, Float64Array] | [undefined, undefined] {
  const lu = new Lu(2 * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const own = i === j ? shift : 0;
      lu.matrix[i * 2 * n + j] = -matrix[i * n + j]!;
      lu.matrix[i * 2 * n + n + j] = -own;
      lu.matrix[(n + i) * 2 * n + j] = own;
      lu.matrix[(n + i) * 2 * n + n + j] = -matrix[i * n + j]!;
    }
  if (!lu.factor()) return [undefined, undefined];
  const both = Float64Array.from([...re, ...im]);
  lu.solve(both);
  return [both.slice(0, n), both.slice(n)];
}
