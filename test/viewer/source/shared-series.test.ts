import { expect, test } from 'vitest';
import { planesOf } from '../../../src/serve/picture/planes-of.ts';
import type { SeriesMessage } from '../../../src/serve/protocol/from-server.ts';
import type { SharedRecording } from '../../../src/serve/protocol/share-file.ts';
import { sharedBands, sharedCell, sharedScalars } from '../../../viewer/source/shared-series.ts';
import { infoOf } from '../runs.ts';

const frames = 10;
const info = infoOf({ source: 'recording' });
/** In frame i, cell c holds i + c of A and 1 of B. */
const recording: SharedRecording = {
  format: 'crn-grid share',
  formatVersion: 1,
  info,
  marks: [],
  steps: Int32Array.from({ length: frames }, (_, i) => i),
  times: Float64Array.from({ length: frames }, (_, i) => i / 2),
  scalars: { both: Float64Array.from({ length: frames }, (_, i) => 100 + i) },
  counts: Array.from({ length: frames }, (_, i) =>
    Uint8Array.from({ length: 24 }, (_, at) => (at % 2 ? 1 : i + at / 2)),
  ),
  fields: Array.from({ length: frames }, () => ({ heat: new Float32Array(12).fill(0.5) })),
};

const frameAt = (i: number) =>
  planesOf(info, {
    step: i,
    time: i / 2,
    counts: recording.counts[i]!,
    fields: recording.fields[i]!,
    scalars: {},
  });

test('every n-th frame, and always the last', () => {
  expect(Array.from(sharedScalars(recording, 100).indices)).toHaveLength(frames);
  const few = sharedScalars(recording, 4);
  expect(Array.from(few.indices)).toEqual([0, 3, 6, 9]);
  expect(Array.from(few.values.both!)).toEqual([100, 103, 106, 109]);
});

test('a cell over time: species, then fields', () => {
  const { values } = sharedCell(recording, { type: 'cell', run: 'run', x: 1, y: 2, points: 100 });
  expect(values.map((v) => v[4])).toEqual([4 + 9, 1, 0.5]);
});

test('bands know their quantiles, and names of nothing are left out', async () => {
  const bands = await new Promise<SeriesMessage['bands']>((resolve) => {
    const request = { type: 'series', run: 'run', bands: ['A', 'A + B', 'nothing'], points: 100 } as const;
    sharedBands(recording, request, frameAt, (some, complete) => {
      if (complete) resolve(some);
      return true;
    });
  });
  expect(Object.keys(bands)).toEqual(['A', 'A + B']);
  expect(bands.A!.mean[3]).toBeCloseTo(3 + 5.5, 12);
  expect(bands['A + B']!.mean[3]).toBeCloseTo(4 + 5.5, 12);
  expect([bands.A!.low[0], bands.A!.high[0]]).toEqual([1, 10]);
});
