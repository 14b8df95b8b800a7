import { expect, test } from 'vitest';
import { BorderedDiagonal } from '../../../src/numerics/linear/bordered-diagonal.ts';
import { Lu } from '../../../src/numerics/linear/lu.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

test.each([
  [1, 3],
  [3, 10],
  [2, 0],
])('a head of %i and %i others give what the whole matrix gives', (n, m) => {
  const stream = new Stream().open(4, n, m, Purpose.analysis);
  const size = n + m;
  const draw = (length: number) => Float64Array.from({ length }, () => stream.normal());
  const [head, right, below, diagonal] = [draw(n * n), draw(n * m), draw(m * n), draw(m)];
  const bordered = new BorderedDiagonal(n, m, (_t, _y, blocks) => {
    blocks.head.set(head);
    blocks.right.set(right);
    blocks.below.set(below);
    blocks.diagonal.set(diagonal);
  });
  const shift = 3.5;
  const dense = new Lu(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const off =
        i < n
          ? j < n
            ? head[i * n + j]!
            : right[i * m + j - n]!
          : j < n
            ? below[(i - n) * n + j]!
            : i === j
              ? diagonal[i - n]!
              : 0;
      dense.matrix[i * size + j] = (i === j ? shift : 0) - off;
    }
  const b = draw(size);
  const other = b.slice();
  bordered.linearise(0, b);
  expect(bordered.factor(shift)).toBe(true);
  expect(dense.factor()).toBe(true);
  bordered.solve(b);
  dense.solve(other);
  b.forEach((v, i) => expect(v).toBeCloseTo(other[i]!, 11));
});

test('says that there is no solution', () => {
  const bordered = new BorderedDiagonal(1, 1, (_t, _y, blocks) => {
    blocks.diagonal[0] = 2;
  });
  bordered.linearise(0, new Float64Array(2));
  expect(bordered.factor(2)).toBe(false);
  expect(bordered.factor(3)).toBe(true);
});
