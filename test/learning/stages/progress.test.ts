import { expect, test } from 'vitest';
import { stageClock, stageNames, stageTitle } from '../../../src/learning/stages/progress.ts';

test('stages in order, each with words for people', () => {
  expect(stageNames(1, false)).toEqual(['simulate', 'fit-1', 'judge', 'store']);
  const all = stageNames(3, true);
  expect(all).toEqual([
    'simulate',
    'search',
    'fit-1',
    'visit-2',
    'fit-2',
    'visit-3',
    'fit-3',
    'judge',
    'store',
  ]);
  expect(new Set(all.map(stageTitle)).size).toBe(all.length - 1);
});

test('the time left: as estimated at first, then at the speed of the stage, and what is to come', () => {
  let time = 0;
  const clock = stageClock(
    ['simulate', 'fit-1', 'judge'],
    { simulate: 10, 'fit-1': 100, judge: 40 },
    () => time,
  );
  expect(clock({ stage: 'simulate', share: 0 })).toEqual({ number: 1, stages: 3, left: 10, leftInAll: 150 });
  time = 10;
  // Half of it took as long as the whole was to take.
  expect(clock({ stage: 'simulate', share: 0.5 })).toMatchObject({ left: 10, leftInAll: 150 });
  // A stage that goes on from a half is as fast as what it did since then.
  expect(clock({ stage: 'fit-1', share: 0.5 })).toMatchObject({ number: 2, left: 50 });
  time = 20;
  expect(clock({ stage: 'fit-1', share: 0.75 })).toMatchObject({ left: 10, leftInAll: 50 });
  expect(clock({ stage: 'judge', share: 1 })).toMatchObject({ left: 0, leftInAll: 0 });
});

test('without estimates only what is measured is told', () => {
  let time = 0;
  const clock = stageClock(['simulate', 'judge'], {}, () => time);
  expect(clock({ stage: 'simulate', share: 0 })).toMatchObject({ left: Infinity, leftInAll: Infinity });
  time = 3;
  expect(clock({ stage: 'simulate', share: 0.75 })).toMatchObject({ left: 1, leftInAll: Infinity });
});
