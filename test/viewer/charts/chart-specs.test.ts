import { expect, test } from 'vitest';
import type { SeriesMessage } from '../../../src/serve/protocol/from-server.ts';
import { cellChart, chartSpecs, timeSpan } from '../../../viewer/charts/chart-specs.ts';
import { showBeside } from '../../../viewer/state/choose.ts';
import { frameOf, helloOf, pageAfter, planeOf, runOf } from '../runs.ts';

const palette = ['#111111', '#222222', '#333333'];
const curve = { indices: Uint32Array.of(0, 1, 2), times: Float64Array.of(0, 0.5, 1) };
const three = (value: number) => Float64Array.of(value, value, value);
const series: SeriesMessage = {
  type: 'series',
  run: 'run',
  scalars: { ...curve, values: { both: three(12), 'mean age': three(3) } },
  bands: { A: { ...curve, low: three(1), middle: three(2), high: three(4), mean: three(2.5) } },
  pace: { ...curve, stepSeconds: three(0.02), events: three(Number.NaN) },
  complete: true,
};
const hello = helloOf(runOf(3));

test('totals, means with their band, and what a step takes; nothing where nothing is known', () => {
  const frame = frameOf({ scalars: { both: 11 }, planes: [planeOf('A', new Uint8Array(12).fill(2))] });
  const specs = chartSpecs(pageAfter(hello, series, frame), palette);
  expect(specs.map(({ key }) => key)).toEqual(['totals', 'means', 'seconds']);
  const [totals, means, seconds] = specs;
  expect(totals!.lines.map(({ name, colour, now }) => [name, colour, now])).toEqual([
    ['both', '#111111', 11],
    ['mean age', '#222222', undefined],
  ]);
  expect(means!.lines[0]).toMatchObject({ name: 'calm', y: three(2.5), now: 2 });
  expect(means!.lines[0]!.band).toEqual({ low: three(1), high: three(4) });
  expect(seconds!.lines[0]!.y).toEqual(three(20));
});

test('the same series has the same arrays each time: a chart is drawn anew only for new ones', () => {
  const state = pageAfter(hello, series);
  const arrays = () => chartSpecs(state, palette).flatMap(({ lines }) => lines.map(({ y }) => y));
  arrays().forEach((y, i) => {
    if (y.length > 0) expect(arrays()[i]).toBe(y);
  });
});

test('charts span the whole run where its length is known', () => {
  expect(timeSpan(pageAfter(hello, series))).toEqual([0, 50]);
  const recorded = { ...runOf(3, { source: 'recording' }) };
  const { steps: _, ...info } = recorded.info;
  expect(timeSpan(pageAfter(helloOf({ ...recorded, info }), series))).toEqual([0, 1]);
});

test('the lines of a second run are dashed, without a band', () => {
  const two = helloOf(runOf(3), runOf(3, { id: 'fork-1' }));
  const state = showBeside(pageAfter(two, series, { ...series, run: 'fork-1' }), 'fork-1');
  const means = chartSpecs(state, palette)[1]!;
  const [one, other] = means.lines.filter(({ name }) => name === 'calm');
  expect([one!.dashed, other!.dashed]).toEqual([false, true]);
  expect(other!.band).toBeUndefined();
});

test('a pinned cell shows every species and field', () => {
  const values = [three(1), three(2), three(0.5)];
  const state = pageAfter(
    hello,
    { type: 'cell', run: 'run', x: 1, y: 2, ...curve, values, complete: true },
    frameOf({ cells: [{ x: 1, y: 2, counts: [7, 8], fields: [0.25] }] }),
  );
  const chart = cellChart(state, 9, palette)!;
  expect(chart.lines.map(({ name, y, now }) => [name, y, now])).toEqual([
    ['calm', values[0], 7],
    ['B', values[1], 8],
    ['heat', values[2], 0.25],
  ]);
});
