import { describe, expect, test } from 'vitest';
import {
  displacementLaw,
  openDisplacement,
  signedLength,
  touchDistance,
} from '../../src/grid/displacement.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { misfit } from '../support/chi-square.ts';

/** P(|d| = k), by summing over the two Poisson numbers. */
function byConvolution(a: number): number[] {
  const top = Math.ceil(a + 30 + 12 * Math.sqrt(a));
  const poisson = [Math.exp(-a)];
  for (let k = 1; k < 2 * top; k++) poisson.push((poisson[k - 1]! * a) / k);
  return Array.from({ length: top }, (_, k) => {
    let sum = 0;
    for (let i = 0; i + k < poisson.length; i++) sum += poisson[i]! * poisson[i + k]!;
    return k === 0 ? sum : 2 * sum;
  });
}

describe.each([1e-9, 0.003, 0.4, 3, 60])('a mean of %f steps each way', (a) => {
  const expected = byConvolution(a);

  test('has the law of a difference of two Poisson numbers', () => {
    const law = displacementLaw(a);
    law.forEach((p, k) => {
      expect(Math.abs(p - expected[k]!)).toBeLessThan(1e-13 * Math.max(p, 1e-3));
    });
    expect(law.reduce((s, p) => s + p, 0)).toBeCloseTo(1, 14);
    expect(expected.slice(law.length).reduce((s, p) => s + p, 0)).toBeLessThan(2e-16);
  });
});

test('the variance is 2a, also far out', () => {
  for (const a of [1e3, 1e6]) {
    const variance = displacementLaw(a).reduce((s, p, k) => s + p * k * k, 0);
    expect(variance / (2 * a)).toBeCloseTo(1, 10);
  }
});

test('tables have the law, both ways alike', () => {
  const a = 1.3;
  const { moves, signed, lengths, reach } = openDisplacement(a);
  const law = displacementLaw(a);
  expect(moves.p).toBeCloseTo(1 - law[0]!, 14);
  let left = 1;
  for (let k = 1; k <= reach; k++) {
    expect(left * lengths[k - 1]!).toBeCloseTo(law[k]! / moves.p, 12);
    left *= 1 - lengths[k - 1]!;
  }
  const given = law.subarray(1).map((p) => p / moves.p);
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  const drawn = new Int32Array(reach);
  let ahead = 0;
  const n = 300_000;
  for (let i = 0; i < n; i++) {
    const d = signedLength(signed.draw(stream));
    drawn[Math.abs(d) - 1]!++;
    if (d > 0) ahead++;
  }
  expect(misfit(drawn, given)).toBeLessThan(1);
  expect(Math.abs(ahead - n / 2) / Math.sqrt(n / 4)).toBeLessThan(6.1);
  // Control: the law of 10 % more steps is told apart.
  const off = openDisplacement(1.1 * a);
  const wrong = displacementLaw(1.1 * a)
    .subarray(1)
    .map((p) => p / off.moves.p);
  expect(misfit(drawn, wrong)).toBeGreaterThan(1);
});

test('touch distance: beyond it a path has no chance, within it has', () => {
  expect(touchDistance(1e-9)).toBeLessThanOrEqual(3);
  for (const a of [0.05, 1, 40]) {
    const expected = byConvolution(a);
    const beyond = (d: number): number => 2 * expected.slice(d).reduce((s, p) => s + p, 0);
    expect(beyond(touchDistance(a))).toBeLessThan(3e-16);
    expect(beyond(touchDistance(a) - 1)).toBeGreaterThan(5e-17);
  }
});
