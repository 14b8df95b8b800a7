import { expect, test } from 'vitest';
import { Survey } from '../../../src/serve/charts/survey.ts';
import { FrameCache } from '../../../src/serve/frame-cache.ts';
import { planesOf } from '../../../src/serve/picture/planes-of.ts';
import { type FakeOptions, fakeSource } from '../fake-source.ts';
import { turnedClock } from '../turned-clock.ts';

function surveyOf(options: FakeOptions) {
  const clock = turnedClock();
  const source = fakeSource(options);
  const news: number[] = [];
  const survey = new Survey(source, new FrameCache(source), clock, () => news.push(source.reads.length));
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 20; quiet++) {
      if (clock.waiting > 0) quiet = 0;
      clock.turn(10_000);
      await Promise.resolve();
    }
  };
  return { clock, source, survey, news, settle };
}

test('a long recording is read coarse to fine, a bounded number of frames, each once', async () => {
  const { source, survey, news, settle } = surveyOf({ frames: 10_000 });
  const track = survey.band('A');
  await settle();
  expect(survey.complete).toBe(true);
  expect(source.reads.length).toBeLessThanOrEqual(256);
  expect(new Set(source.reads).size).toBe(source.reads.length);
  expect(track.indices.length).toBe(source.reads.length);
  // The first few span the whole recording already.
  expect(Math.max(...source.reads.slice(0, 4))).toBeGreaterThan(5000);
  expect(news.at(-1)).toBe(source.reads.length);
});

test('nothing is read that nobody asked for, or that has passed by', async () => {
  const { source, survey, settle } = surveyOf({ frames: 4 });
  await settle();
  expect(source.reads).toEqual([]);
  survey.band('A');
  for (let i = 0; i < 4; i++) survey.note(i, planesOf(source.info, await source.read(i)));
  source.reads.length = 0;
  await settle();
  expect(source.reads).toEqual([]);
  expect(survey.band('A').indices).toEqual([0, 1, 2, 3]);
});

test('a frame that cannot be read leaves a hole, and the rest is read', async () => {
  const { survey, settle } = surveyOf({ frames: 6, broken: 3 });
  survey.cell(1, 1);
  await settle();
  expect(survey.cell(1, 1).indices).toEqual([0, 1, 2, 4, 5]);
  expect(survey.complete).toBe(true);
});

test('a page that asks for ever more charts does not fill the memory', async () => {
  const { survey } = surveyOf({ frames: 1, width: 20, height: 20 });
  const first = survey.cell(0, 0);
  for (let i = 1; i < 400; i++) survey.cell(i % 20, Math.floor(i / 20));
  expect(survey.cell(0, 0)).not.toBe(first);
});

test('a closed survey reads no further', async () => {
  const { source, survey, settle } = surveyOf({ frames: 50 });
  survey.band('A');
  survey.close();
  await settle();
  expect(source.reads).toEqual([]);
});
