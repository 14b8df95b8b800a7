import { expect, test } from 'vitest';
import { View } from '../../../src/serve/page/view.ts';
import type { FrameMessage } from '../../../src/serve/protocol/frames.ts';
import { Watched } from '../../../src/serve/watched.ts';
import { type FakeOptions, fakeSource } from '../fake-source.ts';
import { lookAt } from '../test-page.ts';
import { turnedClock } from '../turned-clock.ts';

function viewOf(options: FakeOptions = {}) {
  const clock = turnedClock();
  const source = fakeSource(options);
  const run = new Watched(source, clock, () => {});
  const sent: FrameMessage[] = [];
  const failures: unknown[] = [];
  const view = new View(run, clock, async (make) => {
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

test('a view that is closed sends nothing more', async () => {
  const { source, view, sent, settle, ack } = viewOf();
  view.look(lookAt('run', 1));
  await settle();
  view.close();
  source.grow();
  await ack();
  expect(sent).toHaveLength(1);
});
