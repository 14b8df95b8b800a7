import { expect, test } from 'vitest';
import {
  cursorBy,
  panBy,
  sameShape,
  showBeside,
  showRun,
  soloPlane,
  toggleBrush,
  togglePin,
  togglePlane,
  windowOf,
  withNotice,
  withoutNotice,
  withoutWrongs,
  zoomBy,
  zoomOut,
} from '../../../viewer/state/choose.ts';
import { helloOf, infoOf, pageAfter, runOf } from '../runs.ts';

const page = pageAfter(
  helloOf(runOf(3, { width: 40, height: 30 }), runOf(3, { id: 'other', width: 40, height: 30 })),
);

test('zooming out all the way is no zoom', () => {
  const closer = zoomBy(page, 2);
  expect(windowOf(closer)).toEqual({ x: 10, y: 7.5, width: 20, height: 15 });
  expect(zoomBy(closer, 0.1).view.window).toBeUndefined();
  expect(zoomOut(closer).view.window).toBeUndefined();
  expect(panBy(page, 0.5, 0.5)).toBe(page);
  expect(windowOf(panBy(closer, 0.5, -9))).toMatchObject({ x: 20, y: 0 });
});

test('the cursor starts in the middle, walks, stops at edges, and takes the window along', () => {
  let state = cursorBy(page, 1, 0);
  expect(state.view.cursor).toBe(15 * 40 + 20);
  state = cursorBy(state, -1, 2);
  expect(state.view.cursor).toBe(17 * 40 + 19);
  state = cursorBy(zoomBy(state, 4), 1000, 0);
  expect(state.view.cursor).toBe(17 * 40 + 39);
  const { x, width } = windowOf(state);
  expect(x + width).toBe(40);
});

test('pins come and go, the oldest first', () => {
  let state = page;
  for (const cell of [1, 2, 3, 4, 5]) state = togglePin(state, cell);
  expect(state.view.pins).toEqual([2, 3, 4, 5]);
  expect(togglePin(state, 3).view.pins).toEqual([2, 4, 5]);
});

test('panels keep their order, and one stays', () => {
  const all = ['A', 'B', 'heat', 'A + B'];
  const without = togglePlane(page, 'A', all);
  expect(togglePlane(without, 'A', all).view.planes).toEqual(['A', 'B', 'heat']);
  const alone = soloPlane(page, 'B');
  expect(alone.view.planes).toEqual(['B']);
  expect(togglePlane(alone, 'B', all)).toBe(alone);
  expect(soloPlane(alone, 'B').view.planes).toEqual(['A', 'B', 'heat']);
});

test('another run of the same shape keeps the panels; only such a one can stand beside', () => {
  const chosen = soloPlane(page, 'B');
  expect(showRun(chosen, 'other')).toMatchObject({ front: 'other', view: { planes: ['B'] } });
  expect(showBeside(page, 'other').beside).toBe('other');
  expect(showBeside(page, 'run').beside).toBeUndefined();
  expect(showBeside(page, 'nobody').beside).toBeUndefined();
  expect(sameShape(infoOf(), infoOf({ width: 5 }))).toBe(false);
});

test('only a run that can be changed, or forked, has a brush', () => {
  expect(toggleBrush(page).view.tool).toBe('paint');
  const can = { control: false, change: false };
  const forked = pageAfter(helloOf(runOf(3, { can }, 'finished')));
  expect(toggleBrush(forked).view.tool).toBe('paint');
  const cannotFork = 'It is only shown.';
  expect(toggleBrush(pageAfter(helloOf(runOf(3, { can, cannotFork }, 'finished')))).view.tool).toBe('look');
});

test('a notice said twice is there once', () => {
  const { notices } = withNotice(withNotice(page, 'wrong', 'no'), 'wrong', 'no');
  expect(notices.map(({ text }) => text)).toEqual(['no']);
});

test('what went wrong goes when its reader goes on; one notice never takes another away', () => {
  const both = withNotice(withNotice(page, 'wrong', 'no'), 'done', 'saved');
  const after = withoutWrongs(both);
  expect(after.notices.map(({ text }) => text)).toEqual(['saved']);
  expect(withoutWrongs(after)).toBe(after);
  const anew = withNotice(withoutWrongs(withNotice(page, 'wrong', 'no')), 'wrong', 'no');
  expect(withoutNotice(anew, both.notices[0]!).notices).toHaveLength(1);
  expect(withoutNotice(anew, anew.notices[0]!).notices).toHaveLength(0);
});
