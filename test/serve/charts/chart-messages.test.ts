import { expect, test } from 'vitest';
import { cellMessage, seriesMessage, thinnedScalars } from '../../../src/serve/charts/chart-messages.ts';
import { Watched } from '../../../src/serve/watched.ts';
import { fakeSource } from '../fake-source.ts';
import { turnedClock } from '../turned-clock.ts';

const columnsOf = (values: readonly number[]) => ({
  times: values.map((_, i) => i / 10),
  scalars: { x: values },
});

test('all frames where there is room', () => {
  const { indices, times, values } = thinnedScalars(columnsOf([5, 6, 7]), 3, 10);
  expect(indices).toEqual(Uint32Array.of(0, 1, 2));
  expect(times).toEqual(Float64Array.of(0, 0.1, 0.2));
  expect(values.x).toEqual(Float64Array.of(5, 6, 7));
});

test('no spike is lost, up or down, wherever it is', () => {
  for (const frames of [1000, 1001, 1023, 1025])
    for (const spike of [1, 17, 500, frames - 2, frames - 1]) {
      const values = Array.from({ length: frames }, (_, i) => (i === spike ? 1 : 0));
      const { indices, values: thin } = thinnedScalars(columnsOf(values), frames, 100);
      expect(indices.length).toBeLessThanOrEqual(100);
      expect(indices.at(-1)).toBe(frames - 1);
      expect(Math.max(...thin.x!)).toBe(1);
      const down = thinnedScalars(columnsOf(values.map((v) => -v)), frames, 100);
      expect(Math.min(...down.values.x!)).toBe(-1);
      for (let i = 1; i < indices.length; i++) expect(indices[i]).toBeGreaterThan(indices[i - 1]!);
    }
});

test('bands and cells are what the frames hold, and say when they have all points', async () => {
  const clock = turnedClock();
  const source = fakeSource({ frames: 5 });
  const run = new Watched(source, clock, () => {});
  const request = { type: 'series', run: 'run', bands: ['A'], points: 10 } as const;
  const first = seriesMessage(run, request);
  expect(first.complete).toBe(false);
  expect(first.bands.A!.indices).toHaveLength(0);
  expect(first.scalars.values.sum).toEqual(Float64Array.of(0, 1, 2, 3, 4));
  const cell = { type: 'cell', run: 'run', x: 3, y: 2, points: 10 } as const;
  cellMessage(run, cell);
  while (!run.survey.complete) {
    clock.turn(1000);
    await Promise.resolve();
  }
  const { bands, complete } = seriesMessage(run, request);
  expect(complete).toBe(true);
  expect(bands.A!.indices).toEqual(Uint32Array.of(0, 1, 2, 3, 4));
  expect(bands.A!.times).toEqual(Float64Array.of(0, 0.5, 1, 1.5, 2));
  // Cells hold i … i + 11.
  expect(bands.A!.low[4]).toBe(5);
  expect(bands.A!.high[4]).toBe(14);
  expect(bands.A!.mean[4]).toBe(9.5);
  const { values } = cellMessage(run, cell);
  expect(values).toEqual([
    Float64Array.of(11, 12, 13, 14, 15),
    Float64Array.of(1, 1, 1, 1, 1),
    Float64Array.of(5.5, 5.5, 5.5, 5.5, 5.5),
  ]);
});

test('the pace of a live run becomes a chart', () => {
  const source = fakeSource();
  const run = new Watched(source, turnedClock(), () => {});
  source.grow(3);
  const { pace } = seriesMessage(run, { type: 'series', run: 'run', bands: [], points: 10 });
  expect(pace!.indices).toEqual(Uint32Array.of(1, 2, 3));
  expect(pace!.stepSeconds).toEqual(Float64Array.of(0.25, 0.25, 0.25));
  expect(pace!.events[0]).toBeNaN();
});
