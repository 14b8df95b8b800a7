import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearScale, logScale, scaleChooser, viridis } from '../../src/figures/colour-scale.ts';
import { heatMap, shrunk, speciesGrid } from '../../src/figures/heat-map.ts';

const side = fc.integer({ min: 1, max: 40 });

describe('a grid', () => {
  test('made smaller keeps its mean and its range', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.infiniteStream(fc.nat(1000)), (height, width, h, w, stream) => {
        const values = Float64Array.from({ length: height * width }, () => stream.next().value);
        const small = shrunk({ height, width, values }, { width: w, height: h });
        if (h >= height && w >= width) {
          expect(small.values).toBe(values);
          return;
        }
        const mean = (v: Float64Array) => v.reduce((a, b) => a + b, 0) / v.length;
        expect(small.values.length).toBe(h * w);
        expect(mean(small.values)).toBeCloseTo(mean(values), 6);
        expect(Math.max(...small.values)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        expect(Math.min(...small.values)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  test('enlarged shows every cell as one block', () => {
    const grid = { height: 2, width: 2, values: Float64Array.of(0, 1, 2, 4) };
    const { pixels } = heatMap(grid, linearScale(0, 4), { width: 4, height: 6 }, 5);
    const rows = [0, 0, 1, 1];
    const below = [2, 2, 4, 4];
    expect([...pixels]).toEqual([...rows, ...rows, ...rows, ...below, ...below, ...below]);
  });

  test('is one species out of many', () => {
    const counts = Int32Array.from({ length: 12 }, (_, i) => i);
    expect(speciesGrid(counts, [2, 2], 1, 3)).toEqual({
      height: 2,
      width: 2,
      values: Float64Array.of(1, 4, 7, 10),
    });
  });
});

describe('a colour scale', () => {
  test('places the ends at the ends, in order, and strays inside', () => {
    for (const scale of [linearScale(0, 8), logScale(1000), linearScale(-3, 5)]) {
      const { min, max } = scale;
      expect([min, max, max * 10, Number.NaN].map(scale.place)).toEqual([0, 1, 1, 0]);
      const middle = scale.place((min + max) / 2);
      expect(middle > 0 && middle < 1).toBe(true);
    }
  });

  test('has marks that are far enough apart for their words', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 2, max: 6 }), fc.boolean(), (max, count, log) => {
        const ticks = (log ? logScale(max + 1) : linearScale(0, max)).ticks(count);
        expect(ticks[0]).toEqual({ at: 0, label: '0' });
        for (let i = 1; i < ticks.length; i++)
          expect(ticks[i]!.at - ticks[i - 1]!.at).toBeGreaterThan(0.3 / count);
        expect(new Set(ticks.map((t) => t.label)).size).toBe(ticks.length);
      }),
      { seed: 8 },
    );
  });

  test('of a few whole numbers marks whole numbers only', () => {
    expect(
      linearScale(0, 2)
        .ticks(6)
        .map((t) => t.label),
    ).toEqual(['0', '1', '2']);
  });

  test('is chosen: logarithmic for a hot spot, linear for a spread', () => {
    const kindOf = (values: Float64Array) => {
      const chooser = scaleChooser();
      chooser.take(values);
      return chooser.scale();
    };
    expect(kindOf(Float64Array.from({ length: 100 }, (_, i) => i)).kind).toBe('linear');
    expect(kindOf(Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 5000 : i % 3))).kind).toBe('log');
    expect(kindOf(Float64Array.from({ length: 9 }, (_, i) => i - 4))).toMatchObject({ min: -4, max: 4 });
    expect(kindOf(new Float64Array(4))).toMatchObject({ kind: 'linear', min: 0, max: 1 });
  });

  test('runs along viridis, ever brighter', () => {
    const ramp = viridis(256);
    expect([...ramp.subarray(0, 3)]).toEqual([0x44, 0x01, 0x54]);
    expect([...ramp.subarray(765)]).toEqual([0xfd, 0xe7, 0x25]);
    const light = (i: number) =>
      0.2126 * ramp[3 * i]! + 0.7152 * ramp[3 * i + 1]! + 0.0722 * ramp[3 * i + 2]!;
    for (let i = 8; i < 256; i += 8) expect(light(i)).toBeGreaterThan(light(i - 8));
  });
});
