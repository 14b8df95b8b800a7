import { expect, test } from 'vitest';
import { linearGuesses } from '../../../src/learning/scaling/linear-guess.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

/** Rows of two species that sum to 10, and one of noise. */
function data(rows: number) {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  const before = new Int32Array(3 * rows);
  const z = new Float64Array(2 * rows);
  for (let r = 0; r < rows; r++) {
    const a = stream.integer(11);
    before.set([a, 10 - a, stream.integer(50)], 3 * r);
    z[2 * r] = 4 + 2 * a + 0.5 * stream.normal();
    z[2 * r + 1] = 3 * before[3 * r + 2]!;
  }
  const none = { start: new Uint32Array(rows), weight: new Float32Array(rows), after: before };
  return { z, set: { rows, before, ...none, rates: new Float64Array(0), dt: new Float64Array(rows) } };
}

test('finds the line and what is left, though species are conserved', () => {
  const { z, set } = data(20_000);
  const [first, second] = linearGuesses(z, 2, set, 3);
  const at = (g: { intercept: number; slope: number[] }, x: readonly number[]): number =>
    g.intercept + g.slope.reduce((sum, v, s) => sum + v * x[s]!, 0);
  // The mean of 20 000 normals of 0.5 is within 0.03 but for a chance of 1e-15.
  for (const a of [0, 3, 10]) expect(Math.abs(at(first!, [a, 10 - a, 7]) - 4 - 2 * a)).toBeLessThan(0.03);
  expect(first!.error).toBeGreaterThan(0.47);
  expect(first!.error).toBeLessThan(0.53);
  expect(at(second!, [1, 9, 20])).toBeCloseTo(60, 3);
  // A thousandth of 43: what the ridge leaves.
  expect(second!.error).toBeLessThan(0.1);
});
