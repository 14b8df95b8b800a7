import { expect, test } from 'vitest';
import type { RunStatus } from '../../../src/serve/protocol/run-info.ts';
import { isFlowing, unmoved } from '../../../viewer/state/reading.ts';
import { received } from '../../../viewer/state/receive.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, pageAfter, runOf, statusOf } from '../runs.ts';

test('a run that is followed comes by itself while it goes on, and what its frames bring is nobody’s doing', () => {
  const still = (state?: RunStatus['state']) =>
    withView(pageAfter(helloOf(runOf(3, {}, state))), { playing: false, at: 'newest' });
  const going = still();
  expect(isFlowing(going)).toBe(true);
  expect(isFlowing(still('paused'))).toBe(false);
  expect(isFlowing(withView(going, { at: 1 }))).toBe(false);
  const later = received(received(going, frameOf({ index: 4 })), {
    type: 'status',
    run: 'run',
    status: statusOf(5),
  });
  expect(unmoved(later)).toEqual(unmoved(going));
  const held = received(later, { type: 'status', run: 'run', status: statusOf(5, 'paused') });
  for (const other of [held, withView(later, { cursor: 2 }), withView(later, { at: 1 })])
    expect(unmoved(other)).not.toEqual(unmoved(going));
});

test('a recording that plays counts as coming by itself, one that is leafed through does not', () => {
  const playing = withView(pageAfter(helloOf(runOf(9, {}, 'finished'))), { playing: true, at: 3 });
  expect(isFlowing(playing)).toBe(true);
  expect(unmoved(withView(playing, { at: 4 }))).toEqual(unmoved(playing));
  const still = withView(playing, { playing: false, at: 'newest' });
  expect(isFlowing(still)).toBe(false);
  expect(unmoved(withView(still, { at: 4 }))).not.toEqual(unmoved(still));
});
