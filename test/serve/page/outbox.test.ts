import { Unpackr } from 'msgpackr';
import { expect, test } from 'vitest';
import { Outbox } from '../../../src/serve/page/outbox.ts';
import { Toll } from '../../../src/serve/page/toll.ts';
import type { Answer, ServerMessage } from '../../../src/serve/protocol/from-server.ts';
import { turnedClock } from '../turned-clock.ts';

const answer = (tag: number): Answer => ({ type: 'answer', tag });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A network that takes the next message when it is told that the last one has left. */
function slowNetwork() {
  const sent: ServerMessage[] = [];
  const unpackr = new Unpackr({ moreTypes: true, useRecords: false });
  const failures: unknown[] = [];
  let leave: (() => void) | undefined;
  const outbox = new Outbox(
    (bytes, left) => {
      sent.push(unpackr.unpack(bytes));
      leave = left;
    },
    (error) => failures.push(error),
    new Toll(turnedClock()),
  );
  const left = async (): Promise<void> => {
    leave?.();
    await settled();
  };
  return { outbox, sent, failures, left };
}

test('one message is on its way; of each kind the newest waits, and is made when its turn comes', async () => {
  const { outbox, sent, left } = slowNetwork();
  let made = 0;
  const put = (place: string, tag: number): void =>
    outbox.put(place, () => {
      made++;
      return answer(tag);
    });
  put('a', 1);
  await settled();
  for (let i = 0; i < 1000; i++) put('b', 10 + i);
  for (let i = 0; i < 1000; i++) put('c', 5000 + i);
  expect(outbox.waiting).toBe(2);
  expect(made).toBe(1);
  await left();
  await left();
  await left();
  expect(sent.map((m) => (m as Answer).tag)).toEqual([1, 1009, 5999]);
  expect(made).toBe(3);
});

test('what is not needed any more, or cannot be made, holds up nobody', async () => {
  const { outbox, sent, failures, left } = slowNetwork();
  outbox.put('none', () => undefined);
  outbox.put('broken', () => Promise.reject(new RangeError('no')));
  outbox.put('good', () => answer(3));
  await settled();
  await left();
  expect(sent).toEqual([answer(3)]);
  expect(failures).toEqual([new RangeError('no')]);
});

test('a closed outbox sends and keeps nothing', async () => {
  const { outbox, sent, left } = slowNetwork();
  outbox.put('a', () => answer(1));
  outbox.put('b', () => answer(2));
  await settled();
  outbox.close();
  outbox.put('c', () => answer(3));
  await left();
  expect(sent).toEqual([answer(1)]);
  expect(outbox.waiting).toBe(0);
});
