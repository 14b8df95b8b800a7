import { expect, test } from 'vitest';
import { seriesOf } from '../../src/record/scalar-series.ts';

const columns = (frames: number) => ({
  frames,
  steps: Int32Array.from({ length: frames }, (_, i) => i),
  times: Float64Array.from({ length: frames }, (_, i) => i / 2),
  scalars: { spike: Float64Array.from({ length: frames }, (_, i) => (i === 617 ? 1e6 : Math.sin(i))) },
});

test('a series has as many points as were asked for, and no spike is lost in them', () => {
  const { first, times, scalars } = seriesOf(columns(1000), 7);
  expect([first.length, first[0], times[1]]).toEqual([7, 0, first[1]! / 2]);
  const { least, greatest } = scalars.spike!;
  const { spike } = columns(1000).scalars;
  for (let p = 0; p < 7; p++) {
    const part = Array.from(spike.subarray(first[p], first[p + 1] ?? 1000));
    expect([least[p], greatest[p]]).toEqual([Math.min(...part), Math.max(...part)]);
  }
  expect(Math.max(...greatest)).toBe(1e6);
});

test('few frames are a point each, and none are none', () => {
  const { first, scalars } = seriesOf(columns(3), 10);
  expect(first).toEqual(Int32Array.of(0, 1, 2));
  expect(scalars.spike!.least).toEqual(scalars.spike!.greatest);
  expect(seriesOf(columns(0), 10).first.length).toBe(0);
});

test.each([0, -1, 1.5, Number.NaN])('%d points are refused', (points) => {
  expect(() => seriesOf(columns(3), points)).toThrow(/is no number of points/);
});
