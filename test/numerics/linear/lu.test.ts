import { expect, test } from 'vitest';
import { Lu } from '../../../src/numerics/linear/lu.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

test('solves what it factored, for matrices that need their rows exchanged', () => {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  for (const n of [1, 2, 5, 23]) {
    const lu = new Lu(n);
    const a = Float64Array.from({ length: n * n }, () => 2 * stream.uniform() - 1);
    // No pivot where it is wanted first.
    if (n > 1) a[0] = 0;
    const x = Float64Array.from({ length: n }, () => stream.normal());
    const b = x.map((_, i) => x.reduce((sum, v, j) => sum + a[i * n + j]! * v, 0));
    lu.matrix.set(a);
    expect(lu.factor()).toBe(true);
    lu.solve(b);
    b.forEach((v, i) => expect(v).toBeCloseTo(x[i]!, 11));
  }
});

test.each([
  ['singular', [1, 2, 2, 4]],
  ['not of numbers', [Number.NaN, 1, 1, 1]],
  ['infinite', [Number.POSITIVE_INFINITY, 1, 1, 1]],
])('says that a matrix is %s', (_, entries) => {
  const lu = new Lu(2);
  lu.matrix.set(entries);
  expect(lu.factor()).toBe(false);
});
