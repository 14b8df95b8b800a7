import { describe, expect, test } from 'vitest';
import * as st from '../../src/numerics/statistics.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';

const chance = 1e-9;

function normals(n: number, agent: number, shift = 0): Float64Array {
  const s = new Stream().open(5, 0, agent, Purpose.analysis);
  return Float64Array.from({ length: n }, () => s.normal() + shift);
}

describe('normal law', () => {
  // Reference values: Abramowitz & Stegun table 26.1 and 26.5, extended by quadrature.
  test.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.9995, 3.290526731491926],
    [1 - 5e-10, 6.109410204869006],
    [1e-20, -9.262340089798409],
  ])('quantile of %f', (p, x) => {
    expect(st.normalQuantile(p)).toBeCloseTo(x, 6);
  });

  test('quantile and cumulative law undo each other', () => {
    for (let x = -8; x <= 5; x += 0.0625) {
      const p = st.normalCdf(x);
      expect(st.normalQuantile(p)).toBeCloseTo(x, x < 0 ? 11 : 8);
    }
  });

  test('the cumulative law is the integral of the density', () => {
    const steps = 2000;
    for (const x of [0.3, 1, 2.5, 6.5]) {
      let sum = 0;
      for (let i = 0; i <= steps; i++) {
        const u = (x * i) / steps;
        sum += Math.exp((-u * u) / 2) * (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4);
      }
      expect(st.normalCdf(x)).toBeCloseTo(0.5 + (sum * x) / steps / 3 / Math.sqrt(2 * Math.PI), 12);
      expect(st.normalCdf(-x)).toBeCloseTo(1 - st.normalCdf(x), 14);
    }
  });

  test('chances outside 0 … 1 are refused', () => {
    for (const p of [-0.1, 1.1, Number.NaN])
      expect(() => st.normalQuantile(p)).toThrow(/must be from 0 to 1/);
    expect(st.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("Student's law", () => {
  // Reference values: Abramowitz & Stegun table 26.10, and 318.309 = tan(0.499 · 2 · π / 2).
  test.each([
    [0.975, 1, 12.706205],
    [0.975, 2, 4.302653],
    [0.975, 3, 3.182446],
    [0.975, 9, 2.262157],
    [0.995, 5, 4.032143],
    [0.9995, 7, 5.407883],
    [0.975, 30, 2.042272],
    [0.999, 1, Math.tan(0.499 * Math.PI)],
    [0.025, 4, -2.776445],
    [0.5, 3, 0],
  ])('quantile of %f with %i degrees of freedom', (p, freedom, x) => {
    expect(st.studentQuantile(p, freedom)).toBeCloseTo(x, 5);
  });

  test('the formulas for few and for many degrees of freedom meet; far on it is the normal law', () => {
    for (const p of [0.6, 0.975, 0.9999]) {
      const [few, many] = [st.studentQuantile(p, 1000), st.studentQuantile(p, 1001)];
      expect(few).toBeGreaterThan(many);
      expect((few - many) / few).toBeLessThan(2e-5);
      expect(st.studentQuantile(p, 10_000_000)).toBeCloseTo(st.normalQuantile(p), 5);
    }
  });

  test('what is no chance or no freedom is refused', () => {
    for (const [p, freedom] of [
      [0, 3],
      [1, 3],
      [Number.NaN, 3],
      [0.5, 0],
      [0.5, 1.5],
    ] as const)
      expect(() => st.studentQuantile(p, freedom)).toThrow(/must be between 0 and 1/);
  });
});

describe('moments', () => {
  test('of a small sample, by hand', () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(st.mean(sample)).toBe(5);
    expect(st.standardDeviation(sample)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(st.standardError(sample)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 14);
    expect(() => st.mean([])).toThrow(/needs 1 or more/);
    expect(() => st.standardDeviation([1])).toThrow(/needs 2 or more/);
  });
});

describe('Kolmogorov–Smirnov', () => {
  test('gap of two small samples, ties together', () => {
    expect(st.kolmogorovSmirnov([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(st.kolmogorovSmirnov([0, 0, 1, 1], [0, 1, 1, 1])).toBe(0.25);
    expect(st.kolmogorovSmirnov([1, 2], [3, 4, 5])).toBe(1);
  });

  test('two samples of one law stay under the limit', () => {
    const limit = st.kolmogorovSmirnovLimit(20_000, 20_000, chance);
    expect(st.kolmogorovSmirnov(normals(20_000, 1), normals(20_000, 2))).toBeLessThan(limit);
  });

  test('control: a shift of a tenth of the deviation is caught', () => {
    const limit = st.kolmogorovSmirnovLimit(20_000, 20_000, chance);
    expect(st.kolmogorovSmirnov(normals(20_000, 1), normals(20_000, 2, 0.1))).toBeGreaterThan(limit);
  });

  test('the limit is exceeded about as often as it says', () => {
    // 1000 pairs at a chance of 5 %, or a little less: 50 ± 6.9; 6.1 deviations are 1e-9.
    const limit = st.kolmogorovSmirnovLimit(500, 500, 0.05);
    let exceeded = 0;
    for (let i = 0; i < 1000; i++)
      if (st.kolmogorovSmirnov(normals(500, 2 * i), normals(500, 2 * i + 1)) > limit) exceeded++;
    expect(exceeded).toBeGreaterThan(8);
    expect(exceeded).toBeLessThan(93);
  });

  test('the limit makes up for a constant that few draws do not have', () => {
    // Below 458 draws the constant is proved to be e at most; 2 from there on (Wei & Dudley 2012).
    for (const [n, p] of [
      [20, 0.01],
      [300, 1e-3 / 32],
      [457, chance],
    ] as const)
      expect(st.kolmogorovSmirnovLimit(n, n, p)).toBeGreaterThan(Math.sqrt(Math.log(Math.E / p) / n));
  });
});

/** Equal bins from the least to the greatest value of both. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>, bins: number): st.HistogramDistance {
  const range = st.rangeOf(a, b);
  return st.histogramDistance(st.histogram(a, range, bins), st.histogram(b, range, bins));
}

describe('histogram distance', () => {
  test('by hand: equal bins from the least to the greatest value', () => {
    const d = distance([0, 1, 2, 3], [0, 0, 4, 4], 4);
    // Bins [0,1) [1,2) [2,3) [3,4]: ¼ ¼ ¼ ¼ against ½ 0 0 ½.
    expect(d.l1).toBeCloseTo(1, 14);
    expect(d.iou).toBeCloseTo(1 - 0.5 / 1.5, 14);
  });

  test('equal samples are at 0, disjoint ones at 2 and 1', () => {
    expect(distance([1, 2, 2], [2, 1, 2], 7)).toEqual({ l1: 0, iou: 0 });
    const far = distance([0, 0], [5, 5], 10);
    expect(far.l1).toBeCloseTo(2, 14);
    expect(far.iou).toBeCloseTo(1, 14);
  });

  test('a sample of one value is one bin', () => {
    expect(distance([3, 3], [3], 5)).toEqual({ l1: 0, iou: 0 });
  });

  test('iou is l1 / (1 + l1 / 2)', () => {
    const { l1, iou } = distance(normals(1000, 1), normals(1000, 2, 0.5), 50);
    expect(iou).toBeCloseTo(l1 / (1 + l1 / 2), 12);
  });

  test('values and bins that do not belong are refused', () => {
    expect(() => st.histogram([1, Number.NaN], { low: 0, high: 2 }, 4)).toThrow(/outside/);
    expect(() => st.histogramDistance(new Float64Array(3), new Float64Array(4))).toThrow(/3 and 4 bins/);
  });
});

describe('z test', () => {
  test('does not separate two samples of one law', () => {
    expect(st.zTest(normals(3000, 1), normals(2000, 2), chance).differ).toBe(false);
  });

  test('control: separates a shift it has the power to see', () => {
    const a = normals(3000, 1);
    const error = Math.hypot(1 / Math.sqrt(3000), 1 / Math.sqrt(2000));
    const shift = st.detectableShift(error, chance, 1 - chance);
    const found = st.zTest(a, normals(2000, 2, shift), chance);
    expect(found.differ).toBe(true);
    expect(found.limit).toBeCloseTo(6.545, 3);
  });

  test('the detectable shift is found with the chance that was asked for', () => {
    const { limit } = st.zTest([0, 1], [0, 1], 1e-3);
    expect(st.normalCdf(st.detectableShift(0.3, 1e-3, 0.9) / 0.3 - limit)).toBeCloseTo(0.9, 12);
    // Never at more than the chance of a false alarm.
    expect(2 * st.normalCdf(-limit)).toBeLessThan(1e-3);
  });

  test('constant samples differ or do not, without NaN', () => {
    expect(st.zTest([2, 2, 2], [2, 2, 2], chance)).toMatchObject({ z: 0, differ: false });
    expect(st.zTest([3, 3, 3], [2, 2, 2], chance)).toMatchObject({
      z: Number.POSITIVE_INFINITY,
      differ: true,
    });
  });
});
