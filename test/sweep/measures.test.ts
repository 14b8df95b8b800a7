import { expect, test } from 'vitest';
import type { Frame } from '../../src/record/frame.ts';
import {
  average,
  firstTime,
  highest,
  last,
  lowest,
  type Measure,
  openMeasures,
  timeOfHighest,
  valueAtTime,
} from '../../src/sweep/measures.ts';

const values = [3, 1, 4, 1, 5, 5, 2];
const frames = values.map(
  (n, step): Frame => ({ step, time: step / 10, counts: new Int32Array(0), fields: {}, scalars: { n } }),
);

/** What a measure makes of the frames, and how many it took. */
function take(measure: Measure): [value: number | undefined, frames: number] {
  const open = openMeasures({ measure });
  const end = frames.findIndex((frame) => !open.add(frame));
  return [open.end()[0], end < 0 ? frames.length : end + 1];
}

test.each<[string, Measure, number | undefined, number]>([
  ['last', last('n'), 2, 7],
  ['last of a function', last(({ scalars }) => 10 * scalars.n!), 20, 7],
  ['highest', highest('n'), 5, 7],
  ['lowest', lowest('n'), 1, 7],
  ['average', average('n'), 3, 7],
  ['average from a time on', average('n', 0.35), 4, 7],
  ['average of nothing', average('n', 9), undefined, 7],
  ['time of the highest, the first of two', timeOfHighest('n'), 0.4, 7],
  ['value at a time, and no more is read', valueAtTime('n', 0.3), 1, 4],
  ['value between two frames', valueAtTime('n', 0.25), 4, 4],
  ['value at a time that never comes', valueAtTime('n', 2), undefined, 7],
  ['first time', firstTime(({ scalars }) => scalars.n! >= 4), 0.2, 3],
  ['first time of what never comes', firstTime(() => false), undefined, 7],
])('%s', (_name, measure, value, taken) => expect(take(measure)).toEqual([value, taken]));

test('all measures see a run until none needs more', () => {
  const open = openMeasures({ first: firstTime(() => true), at: valueAtTime('n', 0.3) });
  expect(frames.slice(0, 4).map((frame) => open.add(frame))).toEqual([true, true, true, false]);
  expect(open.end()).toEqual([0, 1]);
});

test('a number that is none is an error that names the measure', () => {
  const open = openMeasures({ odd: last(() => Number.NaN) });
  open.add(frames[0]!);
  expect(() => open.end()).toThrow('measure "odd": it gave NaN');
});

test.each<[string, Measure, string]>([
  ['undefined', last(({ scalars }) => scalars.m!), 'its function gave undefined at step 0'],
  ['a boolean', highest(() => true as unknown as number), 'its function gave true'],
  [
    'an error',
    firstTime(() => {
      throw new RangeError('too far');
    }),
    'RangeError: too far',
  ],
])('a function that gives %s is an error that names the measure', (_, measure, message) => {
  expect(() => openMeasures({ odd: measure }).add(frames[0]!)).toThrow(`measure "odd": ${message}`);
});

test('the time of the highest of what is no number is none', () => {
  const open = openMeasures({ odd: timeOfHighest(({ step }) => (step === 1 ? Number.NaN : step)) });
  for (const frame of frames) open.add(frame);
  expect(() => open.end()).toThrow('measure "odd": it gave NaN');
});

test('measures that differ say so in their texts', () => {
  const texts = [
    last('n'),
    last('m'),
    highest('n'),
    average('n'),
    average('n', 2),
    last(() => 1),
    last(() => 2),
  ];
  expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
});
