import { expect, test } from 'vitest';
import type { PageMessage } from '../../../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../../../src/serve/protocol/from-server.ts';
import { showBeside, togglePin } from '../../../../viewer/state/choose.ts';
import type { PageState } from '../../../../viewer/state/page-state.ts';
import { received } from '../../../../viewer/state/receive.ts';
import { createConversation } from '../../../../viewer/state/talk/conversation.ts';
import { seekTo, withView } from '../../../../viewer/state/time.ts';
import { frameOf, helloOf, pageAfter, runOf, statusOf } from '../../runs.ts';

const pixels = [100, 75] as const;
const empty = { indices: new Uint32Array(0), times: new Float64Array(0) };
const series = (complete: boolean): ServerMessage => ({
  type: 'series',
  run: 'run',
  scalars: { ...empty, values: {} },
  bands: {},
  complete,
});

/** A page that follows a live run, and all it has said since it was last asked. */
function follower() {
  let said: PageMessage[] = [];
  const conversation = createConversation((message) => said.push(message));
  let state: PageState = withView(pageAfter(helloOf(runOf(300))), { at: 'newest' });
  conversation.heard(helloOf());
  return {
    hears(message: ServerMessage) {
      conversation.heard(message);
      state = received(state, message);
    },
    does(change: (state: PageState) => PageState) {
      state = change(state);
    },
    says(now: number) {
      said = [];
      const wait = conversation.speak(state, pixels, now);
      return { said, types: said.map(({ type }) => type), wait };
    },
  };
}

test('it looks once, and again only when it wants something else', () => {
  const page = follower();
  expect(page.says(0).types).toEqual(['look', 'series']);
  page.hears(frameOf({ look: 1 }));
  expect(page.says(1).types).toEqual(['ack']);
  expect(page.says(2).types).toEqual([]);
  page.does((s) => seekTo(s, 5));
  expect(page.says(3).said).toMatchObject([{ type: 'look', at: 5, look: 2 }]);
});

test('every frame is acknowledged, also one of a look that is over', () => {
  const page = follower();
  page.says(0);
  page.does((s) => seekTo(s, 5));
  page.hears(frameOf({ look: 1, index: 4, revision: 2 }));
  expect(page.says(1).said).toMatchObject([
    { type: 'ack', look: 1, index: 4, revision: 2 },
    { type: 'look', look: 2 },
  ]);
});

test('one look waits at a time: scrubbing sends the latest place when the last answer is there', () => {
  const page = follower();
  page.says(0);
  for (let index = 0; index < 50; index++) {
    page.does((s) => seekTo(s, index));
    expect(page.says(index).types).toEqual([]);
  }
  page.hears(frameOf({ look: 1 }));
  expect(page.says(60).said).toMatchObject([{ type: 'ack' }, { type: 'look', at: 49, look: 2 }]);
});

test('a look that is never answered is given up after a while', () => {
  const page = follower();
  page.says(0);
  page.does((s) => seekTo(s, 5));
  expect(page.says(3000).types).toEqual([]);
  expect(page.says(5000).said).toMatchObject([{ type: 'look', at: 5 }]);
});

test('a link that comes back is told everything again', () => {
  const page = follower();
  page.says(0);
  page.hears(frameOf({ look: 1 }));
  page.says(1);
  page.hears(helloOf(runOf(300)));
  expect(page.says(2).types).toEqual(['look', 'series']);
  page.does((s) => ({ ...s, link: { state: 'lost', attempt: 1 } }));
  page.hears(frameOf({ look: 2 }));
  expect(page.says(3).types).toEqual([]);
});

test('charts of a growing run are renewed now and then, never two at a time', () => {
  const page = follower();
  page.says(0);
  page.hears(frameOf({ look: 1 }));
  page.hears({ type: 'status', run: 'run', status: statusOf(310) });
  expect(page.says(1000).types).toEqual(['ack']);
  page.hears(series(false));
  expect(page.says(1001).types).toEqual([]);
  page.hears(series(true));
  expect(page.says(1002).types).toEqual(['series']);
  page.hears(series(true));
  page.hears({ type: 'status', run: 'run', status: statusOf(320) });
  const { types, wait } = page.says(1102);
  expect([types, wait]).toEqual([[], 600]);
  expect(page.says(1702).types).toEqual(['series']);
});

test('pins are asked for on their own', () => {
  const page = follower();
  page.says(0);
  page.does((s) => togglePin(s, 6));
  page.hears(frameOf({ look: 1 }));
  expect(page.says(1).said).toMatchObject([{ type: 'ack' }, { type: 'look' }, { type: 'cell', x: 2, y: 1 }]);
});

test('a run that is no longer on show is left', () => {
  const page = follower();
  page.hears({ ...runOf(300, { id: 'other' }), type: 'run' });
  page.does((s) => showBeside(s, 'other'));
  expect(page.says(0).said.filter(({ type }) => type === 'look')).toHaveLength(2);
  page.does((s) => showBeside(s, undefined));
  expect(page.says(1).said).toEqual([{ type: 'leave', run: 'other' }]);
});
