/** Small dense matrices, square, shape [n, n], row-major. */

/** a·b, a new array. */
export function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor !== 0) for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[k * n + j]!;
    }
  return c;
}

/** Overwrites b with a⁻¹·b, by elimination with row exchanges; a is destroyed. */
export function solve(a: Float64Array, b: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (pivot !== k) for (const m of [a, b]) exchangeRows(m, k, pivot, n);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
      for (let j = 0; j < n; j++) b[i * n + j]! -= factor * b[k * n + j]!;
    }
  }
  for (let k = n - 1; k >= 0; k--)
    for (let j = 0; j < n; j++) {
      let sum = b[k * n + j]!;
      for (let i = k + 1; i < n; i++) sum -= a[k * n + i]! * b[i * n + j]!;
      b[k * n + j] = sum / a[k * n + k]!;
    }
}

/**
 * Real part of z · (a + i·b)⁻¹·c, a new array, by elimination with row exchanges; a and b are destroyed.
 *
 * @param z  real and imaginary part
 */
export function solveComplex(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  z: readonly [number, number],
  n: number,
): Float64Array {
  const x = c.map((v) => v * z[0]);
  const y = c.map((v) => v * z[1]);
  const size = (i: number, k: number) => Math.abs(a[i * n + k]!) + Math.abs(b[i * n + k]!);
  /** Row i less (re + i·im) times row k, of the pair (p, q) from column j on. */
  const reduce = (
    p: Float64Array,
    q: Float64Array,
    i: number,
    k: number,
    re: number,
    im: number,
    from: number,
  ) => {
    for (let j = from; j < n; j++) {
      const [u, v] = [p[k * n + j]!, q[k * n + j]!];
      p[i * n + j]! -= re * u - im * v;
      q[i * n + j]! -= re * v + im * u;
    }
  };
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (size(i, k) > size(pivot, k)) pivot = i;
    if (pivot !== k) for (const m of [a, b, x, y]) exchangeRows(m, k, pivot, n);
    const [u, v] = [a[k * n + k]!, b[k * n + k]!];
    const square = u * u + v * v;
    for (let i = k + 1; i < n; i++) {
      const [p, q] = [a[i * n + k]!, b[i * n + k]!];
      if (p === 0 && q === 0) continue;
      const [re, im] = [(p * u + q * v) / square, (q * u - p * v) / square];
      reduce(a, b, i, k, re, im, k);
      reduce(x, y, i, k, re, im, 0);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) reduce(x, y, k, i, a[k * n + i]!, b[k * n + i]!, 0);
    const [u, v] = [a[k * n + k]!, b[k * n + k]!];
    const square = u * u + v * v;
    for (let j = k * n; j < (k + 1) * n; j++) {
      const [p, q] = [x[j]!, y[j]!];
      x[j] = (p * u + q * v) / square;
      y[j] = (q * u - p * v) / square;
    }
  }
  return x;
}

function exchangeRows(m: Float64Array, a: number, b: number, n: number): void {
  for (let j = 0; j < n; j++) {
    const held = m[a * n + j]!;
    m[a * n + j] = m[b * n + j]!;
    m[b * n + j] = held;
  }
}
