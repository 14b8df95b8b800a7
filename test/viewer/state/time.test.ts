import { expect, test } from 'vitest';
import { showBeside } from '../../../viewer/state/choose.ts';
import { frontRun, type PageState } from '../../../viewer/state/page-state.ts';
import {
  besideIndex,
  frontIndex,
  indexAtTime,
  isHeld,
  playedTo,
  seekTo,
  speedBy,
  steeredRuns,
  stepBy,
  timeAtIndex,
  togglePlaying,
  withView,
} from '../../../viewer/state/time.ts';
import { helloOf, pageAfter, runOf } from '../runs.ts';

const live = (frames: number, state?: 'running' | 'paused' | 'finished') =>
  withView(pageAfter(helloOf(runOf(frames, {}, state))), { at: 'newest', playing: false });
const recorded = (frames: number) =>
  withView(
    pageAfter(
      helloOf(runOf(frames, { source: 'recording', can: { control: false, change: false } }, 'finished')),
    ),
    {
      at: 0,
      playing: false,
    },
  );

test('frames and times lead to each other', () => {
  const run = frontRun(recorded(101))!;
  for (const index of [0, 1, 37, 100]) expect(indexAtTime(run, timeAtIndex(run, index))).toBe(index);
  expect([indexAtTime(run, -9), indexAtTime(run, 1e9)]).toEqual([0, 100]);
  const single = frontRun(recorded(1))!;
  expect([indexAtTime(single, 7), timeAtIndex(single, 0)]).toEqual([0, 0]);
});

test('seeking stays within what there is; the newest frame of a run that goes on is followed', () => {
  expect(seekTo(live(10), 4).view.at).toBe(4);
  expect(seekTo(live(10), 99).view.at).toBe('newest');
  expect(seekTo(live(10, 'finished'), 99).view.at).toBe(9);
  expect(stepBy(live(10), -3).view.at).toBe(6);
  expect(stepBy(recorded(10), -3).view.at).toBe(0);
});

test('playing goes on from where it is, starts over at the end, and ends at the newest', () => {
  let state = togglePlaying(withView(recorded(10), { at: 4 }));
  expect(state.view).toMatchObject({ playing: true, at: 4 });
  state = playedTo(state, 4, 2.9);
  expect(state.view).toMatchObject({ playing: true, at: 6 });
  state = playedTo(state, 4, 50);
  expect(state.view).toMatchObject({ playing: false, at: 9 });
  expect(togglePlaying(state).view).toMatchObject({ playing: true, at: 0 });
});

test('playing catches up with a live run and follows it, but not before it had time to make more', () => {
  const state = withView(live(3), { at: 2, playing: true });
  expect(playedTo(state, 2, 1).view).toMatchObject({ playing: true, at: 2 });
  expect(playedTo(state, 2, 6).view).toMatchObject({ playing: false, at: 'newest' });
});

test('playing into a held run makes it go on, unless its speed has no limit', () => {
  const state = withView(live(3, 'paused'), { at: 0, playing: true });
  const caught = playedTo(state, 0, 9);
  expect(caught.view).toMatchObject({ playing: true, at: 'newest' });
  expect(isHeld(caught)).toBe(true);
  expect(playedTo(withView(state, { speed: Number.POSITIVE_INFINITY }), 0, 9).view.playing).toBe(false);
});

test('speeds end at both ends', () => {
  const speed = (steps: number) => speedBy(recorded(10), steps).view.speed;
  expect([speed(-99), speed(99)]).toEqual([1, Number.POSITIVE_INFINITY]);
});

/** A run of 101 frames, 0 to 50, and its fork from 25 on, with so many frames. */
function forked(frames: number): PageState {
  const status = { state: 'running' as const, step: 50 + frames - 1, time: 25 + (frames - 1) * 0.5, frames };
  const parent = { run: 'run', index: 50, time: 25 };
  const fork = { ...runOf(frames, { id: 'fork-1', parent }), status };
  return showBeside(
    withView(pageAfter(helloOf(runOf(101, {}, 'finished'), fork)), { at: 'newest' }),
    'fork-1',
  );
}

test('two runs show the same time: the newest that both have', () => {
  expect([frontIndex(forked(11)), besideIndex(forked(11))]).toEqual([60, 10]);
  expect(frontIndex(forked(51))).toBe('newest');
  const back = withView(forked(11), { at: 55 });
  expect([frontIndex(back), besideIndex(back)]).toEqual([55, 5]);
  expect(besideIndex(withView(forked(11), { at: 20 }))).toBe(0);
});

test('two runs side by side are held and let go together', () => {
  const pair = (front: 'paused' | 'running', other: 'paused' | 'finished') =>
    withView(
      showBeside(pageAfter(helloOf(runOf(9, {}, front), runOf(9, { id: 'fork-1' }, other))), 'fork-1'),
      {
        at: 'newest',
      },
    );
  const ids = (page: PageState) => steeredRuns(page).map(({ info }) => info.id);
  expect(ids(pair('paused', 'paused'))).toEqual(['run', 'fork-1']);
  expect(isHeld(pair('paused', 'paused'))).toBe(true);
  expect(isHeld(pair('running', 'paused'))).toBe(false);
  expect(ids(pair('paused', 'finished'))).toEqual(['run']);
  expect(isHeld(pair('paused', 'finished'))).toBe(true);
});
