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

function exchangeRows(m: Float64Array, a: number, b: number, n: number): void {
  for (let j = 0; j < n; j++) {
    const held = m[a * n + j]!;
    m[a * n + j] = m[b * n + j]!;
    m[b * n + j] = held;
  }
}
