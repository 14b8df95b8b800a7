import { describe, expect, test } from 'vitest';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { Moves } from '../../../../src/sweep/infer/abc/moves.ts';
import { factorise, weightedCovariance } from '../../../../src/sweep/infer/covariance.ts';
import { misfit } from '../../../support/chi-square.ts';

/** Three points near an edge, so that many proposals fall outside. */
const points = Float64Array.of(0.05, 0.1, 0.3, 0.5, 0.6, 0.55);
const weights = Float64Array.of(0.5, 0.2, 0.3);
const bins = 8;

describe.each(['full', 'each'] as const)('moves, %s', (how) => {
  const moves = new Moves(points, weights, how);
  const stream = new Stream();
  const at = new Float64Array(2);
  const seen = new Float64Array(bins * bins);
  for (let i = 0; i < 40_000; i++) {
    moves.propose(stream.open(1, 0, i, Purpose.check), at);
    seen[Math.floor(at[0]! * bins) * bins + Math.floor(at[1]! * bins)]!++;
  }
  /** The law that weights say proposals have, in squares. */
  function lawOf(of: Moves): Float64Array {
    const fine = 8;
    const law = new Float64Array(bins * bins);
    for (let i = 0; i < bins * fine; i++)
      for (let j = 0; j < bins * fine; j++) {
        const middle = Float64Array.of((i + 0.5) / (bins * fine), (j + 0.5) / (bins * fine));
        law[Math.floor(i / fine) * bins + Math.floor(j / fine)]! += 1 / of.weightOf(middle);
      }
    const sum = law.reduce((a, b) => a + b, 0);
    return law.map((p) => p / sum);
  }

  test('proposals have the density that weights divide by, inside the prior (false alarm 1e-9)', () => {
    expect(misfit(seen, lawOf(moves))).toBeLessThan(1);
    // Control: weights of other points do not.
    const other = new Moves(points, Float64Array.of(0.4, 0.3, 0.3), how);
    expect(misfit(seen, lawOf(other))).toBeGreaterThan(1);
  });
});

test('covariances are weighted, and their factors give them back', () => {
  const covariance = weightedCovariance(points, weights);
  const mean = 0.5 * 0.05 + 0.2 * 0.3 + 0.3 * 0.6;
  expect(covariance[0]).toBeCloseTo(
    0.5 * (0.05 - mean) ** 2 + 0.2 * (0.3 - mean) ** 2 + 0.3 * (0.6 - mean) ** 2,
    14,
  );
  const [a, zero, b, c] = factorise(covariance, 2) as unknown as [number, number, number, number];
  expect(zero).toBe(0);
  expect([a * a, a * b, b * b + c * c]).toEqual([
    expect.closeTo(covariance[0]!, 14),
    expect.closeTo(covariance[1]!, 14),
    expect.closeTo(covariance[3]!, 14),
  ]);
});

test('points that are all alike still move, inside the prior', () => {
  const moves = new Moves(Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5), 'full');
  const at = new Float64Array(1);
  moves.propose(new Stream().open(1, 0, 0, Purpose.check), at);
  expect(at[0]).not.toBe(0.5);
  expect(Math.abs(at[0]! - 0.5)).toBeLessThan(1e-4);
});
