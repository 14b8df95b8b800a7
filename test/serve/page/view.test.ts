import { expect, test } from 'vitest';
import { Toll } from '../../../src/serve/page/toll.ts';
import { View } from '../../../src/serve/page/view.ts';
import type { FrameMessage } from '../../../src/serve/protocol/frames.ts';
import { Watched } from '../../../src/serve/watched.ts';
import { type FakeOptions, fakeSource } from '../fake-source.ts';
import { lookAt } from '../test-page.ts';
import { type TurnedClock, turnedClock } from '../turned-clock.ts';

class Costly extends Toll {
  constructor(clock: TurnedClock, cost: number) {
    super(clock);
    const charge = this.charge.bind(this);
    this.charge = (work) =>
      charge(() => {
        clock.work(cost);
        return work();
      });
  }
}

/** @param cost  milliseconds of work for each frame */
function viewOf(options: FakeOptions = {}, cost = 0) {
  const clock = turnedClock();
  const toll = new Costly(clock, cost);
  const source = fakeSource(options);
  const run = new Watched(source, clock, () => {});
  const sent: FrameMessage[] = [];
  const failures: unknown[] = [];
  const view = new View(run, clock, toll, async (make) => {
    try {
      const message = await make();
      if (message) sent.push(message as FrameMessage);
    } catch (error) {
      failures.push(error);
    }
  });
  source.onChange(() => view.tick());
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const ack = async (): Promise<void> => {
    const { look, index, revision } = sent.at(-1)!;
    view.ack({ type: 'ack', run: 'run', look, index, revision });
    clock.turn(1000);
    await settle();
  };
  return { clock, source, view, sent, failures, settle, ack };
}

test('a page that does not ack gets one frame, however many there are; then the newest', async () => {
  const { source, view, sent, settle, ack, clock } = viewOf();
  view.look(lookAt('run', 1));
  await settle();
  for (let i = 0; i < 1000; i++) {
    source.grow();
    clock.turn(100);
  }
  await settle();
  expect(sent.map((f) => f.index)).toEqual([0]);
  await ack();
  expect(sent.map((f) => f.index)).toEqual([0, 1000]);
  await ack();
  expect(sent).toHaveLength(2);
});

test('following never goes back, and shows no frame twice', async () => {
  const { source, view, sent, settle, ack } = viewOf();
  view.look(lookAt('run', 1));
  await settle();
  for (let i = 0; i < 50; i++) {
    source.grow(i % 3);
    await ack();
  }
  const places = sent.map((f) => f.index);
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  expect(places.at(-1)).toBe(source.status().frames - 1);
});

test('acks of other frames, looks and times do not count', async () => {
  const { source, view, sent, settle } = viewOf();
  view.look(lookAt('run', 1));
  await settle();
  source.grow();
  for (const wrong of [
    { look: 2, index: 0, revision: 0 },
    { look: 1, index: 1, revision: 0 },
    { look: 1, index: 0, revision: 1 },
  ])
    view.ack({ type: 'ack', run: 'run', ...wrong });
  await settle();
  expect(sent).toHaveLength(1);
});

test('a run that is held and changed shows its frame again, one revision on', async () => {
  const { source, view, sent, settle, ack } = viewOf({ frames: 3 });
  view.look(lookAt('run', 1));
  await settle();
  source.touch();
  await ack();
  expect(sent.map(({ index, revision }) => [index, revision])).toEqual([
    [2, 0],
    [2, 1],
  ]);
  expect(sent[1]!.planes[0]!.least).toBe(1002);
});

test('a new look is answered at once with all of its planes, but only when the last frame was drawn', async () => {
  const { view, sent, settle, ack } = viewOf({ frames: 9 });
  view.look(lookAt('run', 1));
  await settle();
  view.look(lookAt('run', 2, { at: 4 }));
  view.look(lookAt('run', 3, { at: 6, planes: ['A', 'B'] }));
  await settle();
  expect(sent).toHaveLength(1);
  await ack();
  expect(sent[1]).toMatchObject({ look: 3, index: 6 });
  expect(sent[1]!.planes.map((p) => p.coding)).toEqual(['full', 'full']);
  await ack();
  expect(sent).toHaveLength(2);
});

test('a frame past the end is the last one; one that cannot be read is told of once', async () => {
  const { view, sent, failures, settle, ack } = viewOf({ frames: 9, broken: 3 });
  view.look(lookAt('run', 1, { at: 500 }));
  await settle();
  expect(sent[0]!.index).toBe(8);
  await ack();
  view.look(lookAt('run', 2, { at: 3 }));
  await settle();
  expect(failures).toEqual([new RangeError('frame 3 is damaged')]);
  view.tick();
  await settle();
  expect(failures).toHaveLength(1);
  view.look(lookAt('run', 3, { at: 4 }));
  await settle();
  expect(sent.at(-1)!.index).toBe(4);
});

test('following takes no more than forty frames a second; scrubbing waits for nothing', async () => {
  const { clock, source, view, sent, settle } = viewOf();
  const ack = (): void => {
    const { look, index, revision } = sent.at(-1)!;
    view.ack({ type: 'ack', run: 'run', look, index, revision });
  };
  view.look(lookAt('run', 1));
  await settle();
  for (let ms = 0; ms < 1000; ms++) {
    source.grow();
    ack();
    clock.turn(1);
    await settle();
  }
  expect(sent.length).toBeGreaterThan(35);
  expect(sent.length).toBeLessThanOrEqual(41);
  const before = sent.length;
  for (let i = 0; i < 100; i++) {
    view.look(lookAt('run', 2 + i, { at: i }));
    await settle();
    ack();
    await settle();
  }
  expect(sent.length - before).toBe(100);
});

/** Follows a run with two threads of 300 frames a second for so long; `busy` machines give it a part of its time. */
async function followed(cost: number, seconds: number, busy: number) {
  const { clock, source, view, sent, settle } = viewOf({}, cost);
  view.look(lookAt('run', 1));
  await settle();
  const begun = clock.spent();
  while (clock.now() < 1000 * seconds) {
    clock.turn(10 / 3);
    clock.spend((2 * busy * 10) / 3);
    source.grow();
    const { look, index, revision } = sent.at(-1)!;
    view.ack({ type: 'ack', run: 'run', look, index, revision });
    await settle();
  }
  return { made: sent.length, share: (cost * sent.length) / (clock.spent() - begun) };
}

test('a page that follows a run causes two hundredths of what its process works, and no less', async () => {
  for (const cost of [2, 5, 15]) {
    const { made, share } = await followed(cost, 30, 1);
    expect(share).toBeLessThan(0.022);
    expect(share).toBeGreaterThan(0.015);
    expect(made).toBeGreaterThan(30);
  }
  // The same where the machine has other things to do: the bound is on work, not on time.
  const busy = await followed(5, 30, 0.5);
  expect(busy.share).toBeLessThan(0.022);
  // Control: were every frame sent that may be, it would be four times as much.
  const { made } = await followed(0, 30, 1);
  expect((made * 5) / (30 * 2000)).toBeGreaterThan(0.08);
});

test('a frame a second comes from a run that hardly gets to work', async () => {
  const { made } = await followed(5, 30, 0.001);
  expect(made).toBeGreaterThanOrEqual(29);
  expect(made).toBeLessThanOrEqual(32);
});

test('a run that is held or has ended shows its last frame at once, whatever is owed', async () => {
  for (const state of ['paused', 'finished'] as const) {
    const { source, view, sent, settle } = viewOf({}, 20);
    view.look(lookAt('run', 1));
    await settle();
    view.ack({ type: 'ack', run: 'run', look: 1, index: 0, revision: 0 });
    source.grow();
    await settle();
    expect(sent).toHaveLength(1);
    source.become(state);
    await settle();
    expect(sent.map((f) => f.index)).toEqual([0, 1]);
  }
});

test('a view that is closed sends nothing more', async () => {
  const { source, view, sent, settle, ack } = viewOf();
  view.look(lookAt('run', 1));
  await settle();
  view.close();
  source.grow();
  await ack();
  expect(sent).toHaveLength(1);
});
