import { expect, test } from 'vitest';
import { Cholesky } from '../../../../../src/learning/rncrn/train/descent/cholesky.ts';
import { farthest, uniforms } from '../../random-models.ts';

const n = 7;
/** BᵀB + 1/10, positive definite. */
const b = uniforms(n * n, -1, 1, 3);
const a = Float64Array.from({ length: n * n }, (_, at) => {
  const [i, j] = [Math.floor(at / n), at % n];
  let sum = i === j ? 0.1 : 0;
  for (let k = 0; k < n; k++) sum += b[k * n + i]! * b[k * n + j]!;
  return sum;
});

test('solves what it was made for; only the lower half is read', () => {
  const x = uniforms(n, -1, 1, 4);
  const right = Float64Array.from({ length: n }, (_, i) =>
    x.reduce((sum, one, j) => sum + a[i * n + j]! * one, 0),
  );
  const cholesky = new Cholesky(n);
  cholesky.matrix.set(a.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value)));
  expect(cholesky.factor()).toBe(true);
  const solution = right.slice();
  cholesky.solve(solution);
  expect(farthest(solution, x)).toBeLessThan(1e-12);
  // Control: the right side is not its own solution.
  expect(farthest(right, x)).toBeGreaterThan(1e-3);
});

test('refuses what is not positive definite, and NaN', () => {
  for (const bad of [-5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const cholesky = new Cholesky(n);
    cholesky.matrix.set(a);
    cholesky.matrix[n * n - 1] = bad;
    expect(cholesky.factor()).toBe(false);
  }
});
