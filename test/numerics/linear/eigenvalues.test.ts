import { expect, test } from 'vitest';
import { eigenvalues } from '../../../src/numerics/linear/eigenvalues.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

function random(n: number, seed: number): Float64Array {
  const stream = new Stream().open(seed, 0, 0, Purpose.initialise);
  return Float64Array.from({ length: n * n }, () => stream.uniform() - 0.5);
}

/** The matrix whose characteristic polynomial has these roots, as its companion. */
function companion(coefficients: readonly number[]): Float64Array {
  const n = coefficients.length;
  const matrix = new Float64Array(n * n);
  for (let i = 1; i < n; i++) matrix[i * n + i - 1] = 1;
  coefficients.forEach((c, i) => {
    matrix[i * n + n - 1] = -c;
  });
  return matrix;
}

test('a turn has a pair, sorted with the upper one first', () => {
  const [up, down] = eigenvalues(Float64Array.of(0.5, -2, 2, 0.5), 2);
  expect(up!.re).toBeCloseTo(0.5, 14);
  expect(up!.im).toBeCloseTo(2, 14);
  expect(down!.im).toBeCloseTo(-2, 14);
});

test('roots of a polynomial come back, real ones without an imaginary part', () => {
  // (x − 1)(x − 2)(x + 3)(x² + 4) = x⁵ − 3x³ + 6x² − 28x + 24.
  const found = eigenvalues(companion([24, -28, 6, -3, 0]), 5);
  found.forEach(({ re }, k) => {
    expect(re).toBeCloseTo([2, 1, 0, 0, -3][k]!, 10);
  });
  expect(found.map(({ im }) => Math.round(im))).toEqual([0, 0, 2, -2, 0]);
  expect(found.filter(({ im }) => im === 0)).toHaveLength(3);
});

test.each([1, 2, 3, 8, 24])('sums of powers are traces of powers, n = %i', (n) => {
  const m = random(n, n);
  const found = eigenvalues(m, n);
  let [trace, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    trace += m[i * n + i]!;
    for (let j = 0; j < n; j++) square += m[i * n + j]! * m[j * n + i]!;
  }
  expect(found).toHaveLength(n);
  expect(found.reduce((sum, { re }) => sum + re, 0)).toBeCloseTo(trace, 11);
  expect(found.reduce((sum, { re, im }) => sum + re * re - im * im, 0)).toBeCloseTo(square, 11);
  expect(found.reduce((sum, { im }) => sum + im, 0)).toBeCloseTo(0, 11);
});

test('defective and zero matrices end', () => {
  expect(eigenvalues(Float64Array.of(0, 1, 0, 0), 2)).toEqual([
    { re: 0, im: 0 },
    { re: 0, im: 0 },
  ]);
  expect(eigenvalues(new Float64Array(16), 4).every(({ re, im }) => re === 0 && im === 0)).toBe(true);
});

test('entries that are no numbers are refused', () => {
  expect(() => eigenvalues(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(/entries that are no numbers/);
});
