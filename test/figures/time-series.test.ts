import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spread, thinned } from '../../src/figures/lines.ts';
import { ribbonsSvg } from '../../src/figures/ribbons.ts';
import { dark } from '../../src/figures/theme.ts';
import { chartsOf, timeSeriesSvg } from '../../src/figures/time-series.ts';
import { expectSound, textsIn } from './drawing.ts';

const times = Float64Array.from({ length: 101 }, (_, i) => i / 2);
const ramp = (to: number) => times.map((t) => (to * t) / 50);
const head = { title: 'bees', subtitle: '10 × 10 cells · kernel ssa · seed 7', times, timeUnit: 'hour' };

describe('curves', () => {
  test('of like size share a chart, all are drawn once', () => {
    const series = [1000, 3, 900, 0, 2].map((to, i) => ({ name: `s${i}`, values: ramp(to) }));
    const charts = chartsOf(series).map((chart) => chart.map((s) => s.name));
    expect(charts).toEqual([
      ['s0', 's2'],
      ['s1', 's3', 's4'],
    ]);
  });

  test('at most seven in a chart', () => {
    const series = Array.from({ length: 20 }, (_, i) => ({ name: `s${i}`, values: ramp(100 + i) }));
    const charts = chartsOf(series);
    expect(charts.map((c) => c.length)).toEqual([7, 7, 6]);
    expect(new Set(charts.flat()).size).toBe(20);
  });

  test('long ones lose points, but no peak', () => {
    const values = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 1000));
    values[54_321] = 9;
    values[77_777] = -9;
    const kept = thinned(values, 500);
    expect(kept.length).toBeLessThanOrEqual(2000);
    expect(kept).toEqual(expect.arrayContaining([0, 54_321, 77_777, 99_999]));
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(thinned(times, 500)).toEqual(Array.from(times.keys()));
  });

  test('names at their ends keep their distance and their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 10 }), (heights) => {
        const places = spread(heights, 16, 0, 200);
        const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]! || a - b);
        for (let k = 1; k < order.length; k++)
          expect(places[order[k]!]! - places[order[k - 1]!]!).toBeGreaterThanOrEqual(16 - 1e-9);
        for (const place of places) expect(place >= -1e-9 && place <= 200 + 1e-9).toBe(true);
      }),
      { seed: 9 },
    );
  });
});

describe('time series', () => {
  const cases: [string, Float64Array[]][] = [
    ['one', [ramp(5)]],
    ['many that end together', Array.from({ length: 6 }, (_, i) => ramp(100 + i))],
    ['of every size', [1e9, 1e5, 100, 0.01, 0].map(ramp)],
    ['constant, zero and negative', [ramp(0).fill(7), ramp(0), ramp(-40)]],
    ['with gaps', [ramp(5).map((v, i) => (i % 10 === 0 ? Number.NaN : v)), ramp(0).fill(Number.NaN)]],
  ];
  test.each(cases)('%s', (_, curves) => {
    const series = curves.map((values, i) => ({ name: `Bee <${i}>`, values }));
    const svg = timeSeriesSvg({ ...head, series });
    expectSound(svg);
    const words = textsIn(svg).map((t) => t.words);
    expect(words).toEqual(expect.arrayContaining(['bees', 'time (hours)', ...series.map((s) => s.name)]));
    expect(timeSeriesSvg({ ...head, series })).toBe(svg);
  });

  test('of one frame, in the dark', () => {
    const one = { ...head, times: Float64Array.of(3) };
    expectSound(timeSeriesSvg({ ...one, series: [{ name: 'n', values: Float64Array.of(4) }] }, dark));
  });
});

describe('ribbons', () => {
  test.each([1, 2, 3, 4, 5, 9])('of %d species', (n) => {
    const ribbons = Array.from({ length: n }, (_, i) => {
      const mean = ramp(10 ** i);
      return {
        name: `S${i}`,
        mean,
        sd: mean.map(Math.sqrt),
        traces: [mean.map(Math.round), mean.map(Math.floor)],
      };
    });
    const svg = ribbonsSvg({ ...head, ribbons });
    expectSound(svg);
    expect(textsIn(svg).map((t) => t.words)).toEqual(expect.arrayContaining(ribbons.map((r) => r.name)));
  });

  test('never leave their chart below zero', () => {
    const mean = ramp(1);
    const svg = ribbonsSvg({ ...head, ribbons: [{ name: 'A', mean, sd: mean.map(() => 5), traces: [] }] });
    const band = /<path d="([^"]*)" fill="#/.exec(svg)![1]!;
    const heights = [...band.matchAll(/,([\d.]+)/g)].map((m) => Number(m[1]));
    const zero = textsIn(svg).find((t) => t.words === '0')!;
    expect(Math.max(...heights)).toBeLessThan(zero.bottom);
  });
});
