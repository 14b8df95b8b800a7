/** The classical method of order 4 with steps of one length: slow, simple, and not the one under test. */
export function rungeKutta(
  f: (t: number, y: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  time: number,
  steps: number,
  each?: (t: number, y: Float64Array) => void,
): Float64Array {
  const n = start.length;
  const [y, at] = [Float64Array.from(start), new Float64Array(n)];
  const slopes = [0, 1, 2, 3].map(() => new Float64Array(n));
  const [a, b, c, d] = slopes as [Float64Array, Float64Array, Float64Array, Float64Array];
  const h = time / steps;
  for (let step = 0; step < steps; step++) {
    const t = step * h;
    f(t, y, a);
    for (let i = 0; i < n; i++) at[i] = y[i]! + (h / 2) * a[i]!;
    f(t + h / 2, at, b);
    for (let i = 0; i < n; i++) at[i] = y[i]! + (h / 2) * b[i]!;
    f(t + h / 2, at, c);
    for (let i = 0; i < n; i++) at[i] = y[i]! + h * c[i]!;
    f(t + h, at, d);
    for (let i = 0; i < n; i++) y[i]! += (h / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!);
    each?.((step + 1) * h, y);
  }
  return y;
}
