import { expect, test } from 'vitest';
import { bannerOf, cellInWords, numbersInWords } from '../../../../viewer/page/bars/state-words.ts';
import { withCursor } from '../../../../viewer/state/choose.ts';
import { initialState } from '../../../../viewer/state/page-state.ts';
import { frameOf, helloOf, pageAfter, planeOf, runOf, statusOf } from '../../runs.ts';

const hello = helloOf(runOf(3));
const frame = frameOf({ planes: [planeOf('A', new Uint8Array(12))] });
const running = pageAfter(hello, frame);

test('every state without a picture says why, and what to do', () => {
  expect(bannerOf(initialState)).toMatchObject({ form: 'card', title: 'Connecting' });
  expect(bannerOf(pageAfter(helloOf()))).toMatchObject({ title: 'No runs' });
  expect(bannerOf(pageAfter(helloOf(runOf(0, {}, 'starting'))))).toMatchObject({ title: 'Starting' });
  expect(bannerOf(pageAfter(helloOf(runOf(0, {}, 'stopped'))))).toMatchObject({ title: 'Nothing recorded' });
  expect(bannerOf({ ...initialState, link: { state: 'lost', attempt: 3 } })).toMatchObject({ form: 'card' });
  expect(bannerOf(running)).toBeUndefined();
});

test('what is there stays in sight where the link is lost or the run has failed', () => {
  expect(bannerOf({ ...running, link: { state: 'lost', attempt: 1 } })).toMatchObject({ form: 'strip' });
  expect(bannerOf({ ...running, link: { state: 'closed', reason: 'over' } })).toMatchObject({
    form: 'strip',
    text: 'over',
  });
  const message = 'scenario "x": it broke. Mend it.';
  const failed = pageAfter(hello, frame, {
    type: 'status',
    run: 'run',
    status: { ...statusOf(3, 'failed'), message },
  });
  expect(bannerOf(failed)).toMatchObject({ form: 'strip', tone: 'wrong', text: message });
});

test('numbers and cells are said in words', () => {
  const state = pageAfter(
    hello,
    frameOf({ time: 1.5, scalars: { both: 1234 }, cells: [{ x: 1, y: 2, counts: [7, 8], fields: [0.25] }] }),
  );
  expect(numbersInWords(state)).toBe('Time 1.5 hours, both 1234, mean age 0');
  expect(cellInWords(withCursor(state, 9))).toBe('Column 1, row 2: calm 7, B 8, heat 0.25');
  expect(cellInWords(withCursor(state, 8))).toBe('');
});
