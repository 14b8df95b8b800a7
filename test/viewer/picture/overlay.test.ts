import { expect, test } from 'vitest';
import {
  nextOverlay,
  percent,
  routeShares,
  sharesInWords,
  wayOf,
  whyNoOverlay,
} from '../../../viewer/picture/overlay.ts';
import type { View } from '../../../viewer/state/page-state.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, infoOf, pageAfter, runOf } from '../runs.ts';

const hello = helloOf(runOf(1));
const state = (overlay: View['overlay'], routes?: readonly number[]) =>
  withView(pageAfter(hello, frameOf(routes ? { routes } : {})), { overlay });

test('`o` goes round; where there are no routes it says why, and changes nothing else', () => {
  const first = nextOverlay(state('none'));
  expect(first.view.overlay).toBe('routes');
  expect(nextOverlay(first).view.overlay).toBe('domain');
  expect(nextOverlay(nextOverlay(first)).view.overlay).toBe('none');
  const exact = pageAfter(helloOf(runOf(1, { overlays: [] })));
  const told = nextOverlay(exact);
  expect(told.view).toEqual(exact.view);
  expect(told.notices[0]!.text).toContain('Only learned kernels');
  expect(whyNoOverlay(infoOf())).toBeUndefined();
  expect(whyNoOverlay(infoOf({ overlays: [], kernel: 'hybrid of bees' }))).toContain('record.routes');
});

test('the legend lists what the overlay is about, with shares; rare routes where they occur', () => {
  expect(routeShares(state('none', [0, 1, 0, 0, 0, 0]))).toEqual([]);
  expect(routeShares(state('routes', [0, 0.5, 0.25, 0.25, 0, 0])).map(({ route }) => route)).toEqual([
    'skipped',
    'exact',
    'learned',
    'outside',
  ]);
  const beyond = routeShares(state('domain', [0, 0.5, 0, 0.25, 0, 0.25]));
  expect(beyond).toEqual([
    { route: 'outside', share: 0 },
    { route: 'beyond', share: 0.25 },
  ]);
  // Before a frame has told.
  expect(routeShares(state('domain'))).toEqual([{ route: 'outside', share: undefined }]);
});

test('shares and the way of a cell, in words', () => {
  expect(sharesInWords(state('domain', [0, 0.9999, 0, 0, 0.0001, 0]))).toBe('exact, outside domain < 0.1 %');
  expect(sharesInWords(state('routes', [0, 0.5, 0.375, 0.125, 0, 0]))).toBe(
    'skipped 50 %, exact 37.5 %, learned 12.5 %, exact, outside domain 0 %',
  );
  expect(sharesInWords(state('none'))).toBe('');
  expect(percent(1)).toBe('100 %');
  expect([wayOf({ route: 3 }), wayOf({ route: 0 }), wayOf({})]).toEqual(['learned', '', '']);
});
