import { expect, test } from 'vitest';
import { routePlane } from '../../../../src/serve/protocol/frames.ts';
import { showBeside, togglePin, withCursor, zoomBy } from '../../../../viewer/state/choose.ts';
import { wantedLooks } from '../../../../viewer/state/talk/wanted.ts';
import { withView } from '../../../../viewer/state/time.ts';
import { helloOf, pageAfter, runOf } from '../../runs.ts';

const page = pageAfter(helloOf(runOf(300), runOf(300, { id: 'other' })));

test('one look for each run on show that has frames', () => {
  expect(wantedLooks(page, [200.4, 150])).toEqual([
    { run: 'run', at: 'newest', planes: ['A', 'B', 'heat'], pixels: [200, 150], cells: [] },
  ]);
  expect(wantedLooks(showBeside(page, 'other'), [9, 9]).map(({ run }) => run)).toEqual(['run', 'other']);
  expect(wantedLooks(pageAfter(helloOf(runOf(0))), [9, 9])).toEqual([]);
});

const wide = pageAfter(helloOf(runOf(300, { width: 40, height: 30 })));

test('the overlay, the window, pins and the cursor are part of it', () => {
  const state = withCursor(togglePin(withView(zoomBy(wide, 2), { overlay: 'domain' }), 6), 7);
  expect(wantedLooks(state, [9, 9])[0]).toMatchObject({
    planes: ['A', 'B', 'heat', routePlane],
    window: { x: 10, y: 7.5, width: 20, height: 15 },
    cells: [
      [6, 0],
      [7, 0],
    ],
  });
});

test('more pixels than the server allows are not asked for', () => {
  expect(wantedLooks(page, [1e6, 0])[0]!.pixels).toEqual([8192, 1]);
});
