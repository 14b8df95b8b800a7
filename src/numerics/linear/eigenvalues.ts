/**
 * Eigenvalues of a small real matrix: reflections make it Hessenberg, complex QR steps with Wilkinson's shift
 * split off one eigenvalue after the other (Golub & Van Loan, Matrix Computations, §7.4–7.5).
 */
import { OdeError } from '../../errors.ts';

export interface Eigenvalue {
  readonly re: number;
  readonly im: number;
}

/** QR steps for one eigenvalue, after which it is given up; ten are many. */
const mostSteps = 300;

/**
 * All eigenvalues, largest real part first; of a pair the one with im > 0 first.
 *
 * @param matrix  shape [n, n], row-major; not changed
 * @throws OdeError for entries that are not finite
 */
export function eigenvalues(matrix: Float64Array, n: number): Eigenvalue[] {
  if (!matrix.every(Number.isFinite))
    throw new OdeError('eigenvalues', 'the matrix has entries that are no numbers', 'Look at its rates.');
  const re = hessenberg(matrix, n);
  const size = Math.hypot(...re);
  const found = split(re, new Float64Array(n * n), n);
  // A real matrix has pairs: what is left of an imaginary part without one is rounding.
  const hair = 1e-13 * size;
  return found
    .map(({ re: a, im }) => ({ re: a, im: Math.abs(im) <= hair ? 0 : im }))
    .sort((a, b) => (Math.abs(a.re - b.re) > hair ? b.re - a.re : b.im - a.im));
}

/** The same eigenvalues, with zeros below the first subdiagonal. */
function hessenberg(matrix: Float64Array, n: number): Float64Array {
  const h = matrix.slice();
  const v = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, h[i * n + k]!);
    if (norm === 0) continue;
    const head = h[(k + 1) * n + k]!;
    v.fill(0);
    for (let i = k + 1; i < n; i++) v[i] = h[i * n + k]!;
    v[k + 1] = head + (head < 0 ? -norm : norm);
    const square = v.reduce((sum, value) => sum + value * value, 0);
    for (let j = 0; j < n; j++) {
      let dot = 0;
      for (let i = k + 1; i < n; i++) dot += v[i]! * h[i * n + j]!;
      for (let i = k + 1; i < n; i++) h[i * n + j]! -= ((2 * dot) / square) * v[i]!;
    }
    for (let i = 0; i < n; i++) {
      let dot = 0;
      for (let j = k + 1; j < n; j++) dot += h[i * n + j]! * v[j]!;
      for (let j = k + 1; j < n; j++) h[i * n + j]! -= ((2 * dot) / square) * v[j]!;
    }
    for (let i = k + 2; i < n; i++) h[i * n + k] = 0;
  }
  return h;
}

/** Eigenvalues of the Hessenberg matrix a + ib, which is overwritten. */
function split(a: Float64Array, b: Float64Array, n: number): Eigenvalue[] {
  const found: Eigenvalue[] = [];
  let steps = 0;
  for (let last = n - 1; last >= 0; ) {
    let first = last;
    while (first > 0 && !isSmall(a, b, n, first)) first--;
    if (first === last) {
      found.push({ re: a[last * n + last]!, im: b[last * n + last]! });
      last--;
      steps = 0;
      continue;
    }
    if (++steps > mostSteps)
      throw new OdeError('eigenvalues', `${mostSteps} steps were not enough`, 'Scale the equations.');
    step(a, b, n, first, last, steps);
  }
  return found;
}

/** Is the entry left of the diagonal in this row nothing beside its neighbours? It is then set to 0. */
function isSmall(a: Float64Array, b: Float64Array, n: number, row: number): boolean {
  const at = row * n + row;
  const size = (i: number): number => Math.abs(a[i]!) + Math.abs(b[i]!);
  if (size(at - 1) > 2 ** -53 * (size(at) + size(at - n - 1)) && size(at - 1) > Number.MIN_VALUE)
    return false;
  [a[at - 1], b[at - 1]] = [0, 0];
  return true;
}

/** One shifted QR step on rows and columns first … last. */
function step(a: Float64Array, b: Float64Array, n: number, first: number, last: number, count: number): void {
  const [sr, si] = shift(a, b, n, last, count);
  for (let i = first; i <= last; i++) {
    a[i * n + i]! -= sr;
    b[i * n + i]! -= si;
  }
  const turns: [c: number, sr: number, si: number][] = [];
  for (let k = first; k < last; k++) {
    const [p, q] = [k * n, (k + 1) * n];
    const [xr, xi, yr, yi] = [a[p + k]!, b[p + k]!, a[q + k]!, b[q + k]!];
    const [x, r] = [Math.hypot(xr, xi), Math.hypot(xr, xi, yr, yi)];
    // c real, s complex: (c s; −s̄ c) takes (x, y) to (r·x/|x|, 0).
    const c = r === 0 ? 1 : x / r;
    const [ur, ui] = x === 0 ? [1, 0] : [xr / x, xi / x];
    const tr = r === 0 ? 0 : (ur * yr + ui * yi) / r;
    const ti = r === 0 ? 0 : (ui * yr - ur * yi) / r;
    turns.push([c, tr, ti]);
    for (let j = k; j <= last; j++) {
      const [er, ei, fr, fi] = [a[p + j]!, b[p + j]!, a[q + j]!, b[q + j]!];
      a[p + j] = c * er + tr * fr - ti * fi;
      b[p + j] = c * ei + tr * fi + ti * fr;
      a[q + j] = c * fr - tr * er - ti * ei;
      b[q + j] = c * fi - tr * ei + ti * er;
    }
  }
  turns.forEach(([c, tr, ti], t) => {
    const k = first + t;
    for (let i = first; i <= Math.min(k + 1, last); i++) {
      const [e, f] = [i * n + k, i * n + k + 1];
      const [er, ei, fr, fi] = [a[e]!, b[e]!, a[f]!, b[f]!];
      a[e] = c * er + tr * fr + ti * fi;
      b[e] = c * ei + tr * fi - ti * fr;
      a[f] = c * fr - tr * er + ti * ei;
      b[f] = c * fi - tr * ei - ti * er;
    }
  });
  for (let i = first; i <= last; i++) {
    a[i * n + i]! += sr;
    b[i * n + i]! += si;
  }
}

/** The eigenvalue of the last 2 × 2 block that is nearer to its corner; now and then another, against going round. */
function shift(
  a: Float64Array,
  b: Float64Array,
  n: number,
  last: number,
  count: number,
): [re: number, im: number] {
  const [p, q] = [(last - 1) * n + last - 1, last * n + last];
  if (count % 12 === 0) return [a[q]! + Math.abs(a[q - 1]!), b[q]!];
  const [hr, hi] = [(a[p]! - a[q]!) / 2, (b[p]! - b[q]!) / 2];
  const [ur, ui, lr, li] = [a[p + 1]!, b[p + 1]!, a[q - 1]!, b[q - 1]!];
  const [br, bi] = [ur * lr - ui * li, ur * li + ui * lr];
  let [rr, ri] = root(hr * hr - hi * hi + br, 2 * hr * hi + bi);
  if (hr * rr + hi * ri < 0) [rr, ri] = [-rr, -ri];
  const [dr, di] = [hr + rr, hi + ri];
  const square = dr * dr + di * di;
  if (square === 0) return [a[q]!, b[q]!];
  return [a[q]! - (br * dr + bi * di) / square, b[q]! - (bi * dr - br * di) / square];
}

function root(re: number, im: number): [number, number] {
  const r = Math.hypot(re, im);
  const [x, y] = [Math.sqrt(Math.max(0, (r + re) / 2)), Math.sqrt(Math.max(0, (r - re) / 2))];
  return [x, im < 0 ? -y : y];
}
