import { expect, test } from 'vitest';
import { firstPlanes } from '../../../viewer/state/first-view.ts';
import { helloOf, infoOf, pageAfter, runOf } from '../runs.ts';

const many = Array.from({ length: 12 }, (_, i) => ({ name: `S${i}` }));

test('few species are all shown; of many, those that the scenario names', () => {
  expect(firstPlanes(infoOf())).toEqual(['A', 'B', 'heat']);
  const named = many.map((s, i) => (i === 4 || i === 9 ? { ...s, label: 'seen' } : s));
  expect(firstPlanes(infoOf({ species: named, fields: [] }))).toEqual(['S4', 'S9']);
  expect(firstPlanes(infoOf({ species: many, fields: [] }))).toHaveLength(6);
});

test('a recording plays from its start, in about twenty seconds', () => {
  const view = (frames: number) =>
    pageAfter(helloOf(runOf(frames, { source: 'recording' }, 'finished'))).view;
  expect(view(201)).toMatchObject({ at: 0, playing: true, speed: 20 });
  expect(view(40)).toMatchObject({ speed: 2 });
  expect(view(100_000)).toMatchObject({ speed: 60 });
  expect(view(1)).toMatchObject({ at: 0, playing: false });
});

test('a live run that has long been going is followed; one that has just begun is shown from the start', () => {
  expect(pageAfter(helloOf(runOf(5000))).view).toMatchObject({ at: 'newest', playing: false });
  expect(pageAfter(helloOf(runOf(3))).view).toMatchObject({ at: 0, playing: true });
  expect(pageAfter(helloOf(runOf(1, {}, 'paused'))).view).toMatchObject({ at: 'newest', playing: false });
});
