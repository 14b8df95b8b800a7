import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../../../../src/cme/van/sampled/check/verdict.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';

const n = 100_000;
/** Half of all draws have the ratio 1 − `off`, half 1 + `off`; known with so much noise. */
function ratios(off: number, noise: number): [Float64Array, Float64Array] {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  const half = () =>
    Float64Array.from(
      { length: n },
      (_, i) => (i % 2 === 0 ? 1 - off : 1 + off) * Math.exp(noise * stream.normal() - noise ** 2 / 2),
    );
  return [half(), half()];
}

describe('two laws from ratios', () => {
  test('without noise the total variation, the effective sample size and the divergence', () => {
    const { apart, least, ess, divergence } = verdictOf(ratios(0.2, 0));
    expect(apart).toBeCloseTo(0.1, 12);
    expect(least).toBeCloseTo(0.1, 12);
    expect(ess).toBeCloseTo(1 / 1.04, 12);
    expect(divergence).toBeCloseTo(-(Math.log(0.8) + Math.log(1.2)) / 2, 12);
  });

  // 100 000 draws of bounded spread: seven standard errors are below 0.005.
  test.each([0, 0.05, 0.2])('with noise the truth, of ratios %d off, is between the two', (off) => {
    for (const noise of [0.05, 0.1, 0.2]) {
      const { apart, least, ess, divergence } = verdictOf(ratios(off, noise));
      expect(apart).toBeGreaterThan(0.9 * (off / 2) - 0.005);
      expect(least).toBeLessThan(off / 2 + 0.005);
      // Control: what noise adds is no more than its own size.
      expect(apart).toBeLessThan(off / 2 + noise / 2);
      expect(ess).toBeCloseTo(1 / (1 + off * off), 2);
      expect(divergence).toBeCloseTo(-(Math.log(1 - off) + Math.log(1 + off)) / 2, 2);
    }
  });

  test('with noise that hides all, nothing is told', () => {
    for (const number of Object.values(verdictOf(ratios(0, 4)))) expect(number).toBeNaN();
    const none = new Float64Array(10);
    expect(verdictOf([none, none]).apart).toBeNaN();
  });
});
