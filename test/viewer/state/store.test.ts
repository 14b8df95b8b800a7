import { expect, test } from 'vitest';
import { initialState } from '../../../viewer/state/page-state.ts';
import { createStore } from '../../../viewer/state/store.ts';
import { withView } from '../../../viewer/state/time.ts';

/** A store whose pictures are drawn when the test says so. */
function stage() {
  const waiting: (() => void)[] = [];
  const store = createStore(initialState, (draw) => waiting.push(draw));
  return { store, waiting, draw: () => waiting.splice(0).forEach((f) => f()) };
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
