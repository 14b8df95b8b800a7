import { expect, test } from 'vitest';
import type { RunStatus } from '../../../src/serve/protocol/run-info.ts';
import { frontRun, initialState, type PageState } from '../../../viewer/state/page-state.ts';
import { readable } from '../../../viewer/state/reading.ts';
import { received } from '../../../viewer/state/receive.ts';
import { createStore } from '../../../viewer/state/store.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, pageAfter, runOf } from '../runs.ts';

/** A store whose pictures are drawn when the test says so, and whose time is the test's. */
function stage(initial: PageState = initialState) {
  const waiting: ((now: number) => void)[] = [];
  const timers: { at: number; call: () => void }[] = [];
  let now = 0;
  const store = createStore(initial, {
    draw: (draw) => waiting.push(draw),
    after: (ms, call) => timers.push({ at: now + ms, call }),
  });
  const draw = () => waiting.splice(0).forEach((f) => f(now));
  /** So much later; what was to be called by then is. */
  const turn = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers.splice(0, timers.length, ...timers.filter(({ at }) => at > now));
    for (const { call } of due) call();
  };
  return { store, waiting, draw, turn };
}

test('watchers see the latest of many changes once, and only what they watch', () => {
  const { store, waiting, draw } = stage();
  const speeds: number[] = [];
  store.watch(
    (s) => [s.view.speed],
    (s) => speeds.push(s.view.speed),
  );
  draw();
  for (const speed of [1, 2, 5]) store.update((s) => withView(s, { speed }));
  expect(waiting).toHaveLength(1);
  draw();
  store.update((s) => withView(s, { help: true }));
  draw();
  expect(speeds).toEqual([10, 5]);
});

test('a change that changes nothing draws nothing', () => {
  const { store, waiting, draw } = stage();
  draw();
  store.update((s) => s);
  expect(waiting).toHaveLength(0);
});

test('what a watcher changes is drawn in the next picture', () => {
  const { store, draw } = stage();
  const seen: boolean[] = [];
  store.watch(
    (s) => [s.view.help],
    (s) => {
      seen.push(s.view.help);
      store.update((t) => withView(t, { help: true }));
    },
  );
  draw();
  expect(seen).toEqual([false]);
  draw();
  expect(seen).toEqual([false, true]);
});

const showing = (state: RunStatus['state']) =>
  withView(pageAfter(helloOf(runOf(1, {}, state))), { playing: false, at: 'newest' });

test('while frames come by themselves words are written a few times a second, pictures drawn every time', () => {
  const { store, draw, turn } = stage(showing('running'));
  const written: number[] = [];
  const drawn: number[] = [];
  const pick = (s: PageState) => [frontRun(s)?.frame];
  store.watch(pick, (s) => written.push(frontRun(s)?.frame?.index ?? -1));
  store.watchPictures(pick, (s) => drawn.push(frontRun(s)?.frame?.index ?? -1));
  draw();
  for (let index = 0; index < 100; index++) {
    store.update((s) => received(s, frameOf({ index })));
    turn(10);
    draw();
  }
  expect(drawn).toEqual(Array.from({ length: 101 }, (_, i) => i - 1));
  expect(written.length).toBeGreaterThanOrEqual(4);
  expect(written.length).toBeLessThanOrEqual(5);
  // The last one is not lost.
  turn(readable);
  draw();
  expect(written.at(-1)).toBe(99);
});

test('whoever does something reads the answer at once; so does everybody where nothing comes by itself', () => {
  const { store, draw, turn } = stage(showing('running'));
  const written: unknown[][] = [];
  const pick = (s: PageState) => [s.view.cursor, frontRun(s)?.frame?.index, frontRun(s)?.status.state];
  store.watch(pick, (s) => written.push(pick(s)));
  draw();
  const tell = (change: (s: PageState) => PageState) => {
    store.update(change);
    turn(1);
    draw();
  };
  tell((s) => received(s, frameOf({ index: 1 })));
  expect(written).toHaveLength(1);
  tell((s) => withView(s, { cursor: 3 }));
  expect(written.at(-1)).toEqual([3, 1, 'running']);
  tell((s) => received(s, frameOf({ index: 2 })));
  expect(written).toHaveLength(2);
  // The run is held: nothing comes by itself any more.
  tell((s) =>
    received(s, { type: 'status', run: 'run', status: { ...frontRun(s)!.status, state: 'paused' } }),
  );
  expect(written.at(-1)).toEqual([3, 2, 'paused']);
  tell((s) => received(s, frameOf({ index: 3 })));
  expect(written.at(-1)).toEqual([3, 3, 'paused']);
});
