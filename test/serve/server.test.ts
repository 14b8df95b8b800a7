import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import type { PageMessage } from '../../src/serve/protocol/from-page.ts';
import { limits, protocolVersion } from '../../src/serve/protocol/terms.ts';
import { type ServeOptions, serveRuns, type ViewerServer } from '../../src/serve/server.ts';
import type { RunSource } from '../../src/serve/source.ts';
import { fakeSource } from './fake-source.ts';
import { pageFolderForTest } from './page-folder.ts';
import { lookAt, openPage, type PageOptions, type TestPage } from './test-page.ts';
import { turnedClock } from './turned-clock.ts';

interface Served {
  readonly server: ViewerServer;
  readonly notes: string[];
  page(options?: PageOptions): Promise<TestPage>;
}

async function serve(source: RunSource, options: ServeOptions = {}): Promise<Served> {
  const notes: string[] = [];
  const server = await serveRuns([source], {
    page: pageFolderForTest(),
    note: (line) => notes.push(line),
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, notes, page: (opened) => openPage(server.port, opened) };
}

/** Draws every frame of a run at once until one is reached. @returns indices in the order they came */
async function follow(page: TestPage, run: string, until: number): Promise<number[]> {
  const indices: number[] = [];
  for (;;) {
    const { look, index, revision } = await page.next('frame', (frame) => frame.run === run);
    page.send({ type: 'ack', run, look, index, revision });
    indices.push(index);
    if (index >= until) return indices;
  }
}

test('a page is told what runs there are, then sees what it looks at', async () => {
  const source = fakeSource({ frames: 3 });
  const { page } = await serve(source);
  const open = await page();
  const hello = await open.next('hello');
  expect(hello).toMatchObject({
    protocol: protocolVersion,
    runs: [{ info: { id: 'run' }, status: { frames: 3 } }],
  });
  open.send(lookAt('run', 1));
  expect(await open.next('frame')).toMatchObject({ index: 2, look: 1, scalars: { sum: 2 } });
  source.become('paused');
  expect((await open.next('status')).status.state).toBe('paused');
  source.intervene({ step: 20, kind: 'rate', name: 'k', value: 2 });
  expect((await open.next('marks')).marks).toEqual([{ step: 20, time: 1, kind: 'rate', text: 'k = 2' }]);
});

test('ten pages each see the run in order, to its end', async () => {
  const source = fakeSource();
  const { page, server } = await serve(source);
  const pages = await Promise.all(Array.from({ length: 10 }, () => page()));
  expect(server.pages).toBe(10);
  for (const one of pages) one.send(lookAt('run', 1));
  const ends = Promise.all(pages.map((one) => follow(one, 'run', 500)));
  for (let i = 0; i < 50; i++) {
    source.grow(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const indices of await ends) {
    expect(indices.at(-1)).toBe(500);
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
  }
});

test('a page that goes is forgotten, and the others and the run go on', async () => {
  const source = fakeSource();
  const { page, server } = await serve(source);
  const [staying, going] = [await page(), await page()];
  const before = source.listeners;
  going.send(lookAt('run', 1));
  await going.next('frame');
  going.socket.terminate();
  await going.closed;
  staying.send(lookAt('run', 1));
  source.grow(5);
  await follow(staying, 'run', 5);
  expect(server.pages).toBe(1);
  expect(source.listeners).toBe(before);
});

test('a page that comes back finds the run where it is, in the same session', async () => {
  const source = fakeSource({ frames: 4 });
  const { page } = await serve(source);
  const first = await page();
  const { session } = await first.next('hello');
  first.send(lookAt('run', 5, { at: 2 }));
  expect((await first.next('frame')).index).toBe(2);
  first.close();
  await first.closed;
  source.grow();
  const again = await page();
  expect((await again.next('hello')).session).toBe(session);
  again.send(lookAt('run', 6, { at: 2 }));
  expect(await again.next('frame')).toMatchObject({ index: 2, frames: 5 });
});

test('a server that was started anew says so', async () => {
  const sessions = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const { page } = await serve(fakeSource());
    sessions.add((await (await page()).next('hello')).session);
  }
  expect(sessions.size).toBe(2);
});

test('a page that acks without reading holds a few frames in the network, and none in memory', async () => {
  // Each frame has 1 MB, all together more than a network takes of what nobody reads.
  const source = fakeSource({ width: 512, height: 512, frames: 400, live: false });
  let done = (): void => {};
  const worked = new Promise<void>((resolve) => {
    done = resolve;
  });
  const { page } = await serve({
    ...source,
    control: async () => done(),
  });
  const greedy = await page();
  await greedy.next('hello');
  greedy.socket.pause();
  for (let at = 0; at < 100; at++) {
    greedy.send(lookAt('run', at + 1, { at, planes: ['smell'], pixels: [512, 512] }));
    greedy.send({ type: 'ack', run: 'run', look: at + 1, index: at, revision: 0 });
  }
  greedy.send({ type: 'control', run: 'run', tag: 1, action: 'pause' });
  await worked;
  const polite = await page();
  polite.send(lookAt('run', 1, { at: 399 }));
  expect((await polite.next('frame')).index).toBe(399);
  expect(source.reads.filter((index) => index !== 399).length).toBeLessThan(30);
});

test('requests are answered, each by its tag', async () => {
  const { page } = await serve(fakeSource());
  const open = await page();
  open.send({ type: 'control', run: 'run', tag: 1, action: 'pause' });
  open.send({ type: 'change', run: 'run', tag: 2, change: { kind: 'rate', name: 'k', value: 3 } });
  open.send({ type: 'change', run: 'run', tag: 3, change: { kind: 'rate', name: 'z', value: 3 } });
  open.send({ type: 'fork', run: 'run', tag: 4, index: 0, changes: [] });
  open.send({ type: 'fork', run: 'run', tag: 5, index: 77, changes: [] });
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map((tag) => open.next('answer', (answer) => answer.tag === tag)),
  );
  expect(answers[0]).toEqual({ type: 'answer', tag: 1 });
  expect(answers[1]).toEqual({ type: 'answer', tag: 2, step: 10 });
  expect(answers[2]!.error).toContain('there is no such rate');
  expect(answers[3]).toEqual({ type: 'answer', tag: 4, run: 'fork-1' });
  expect(answers[4]!.error).toContain('there is no frame 77');
  expect((await open.next('run')).info.id).toBe('fork-1');
  // The page shows it as soon as it has the answer.
  expect(open.got.findIndex(({ type }) => type === 'run')).toBeLessThan(open.got.indexOf(answers[3]!));
  open.send(lookAt('fork-1', 1));
  expect((await open.next('frame')).run).toBe('fork-1');
});

test('a recording cannot be steered', async () => {
  const { page } = await serve(fakeSource({ live: false }));
  const open = await page();
  open.send({ type: 'control', run: 'run', tag: 1, action: 'pause' });
  open.send({ type: 'change', run: 'run', tag: 2, change: { kind: 'rate', name: 'k', value: 3 } });
  open.send({ type: 'fork', run: 'run', tag: 3, index: 0, changes: [] });
  for (const tag of [1, 2, 3])
    expect((await open.next('answer', (answer) => answer.tag === tag)).error).toMatch(/cannot be/);
});

test('charts come at once with what is known, and by themselves with the rest', async () => {
  const { page } = await serve(fakeSource({ frames: 20, live: false }));
  const open = await page();
  open.send({ type: 'series', run: 'run', bands: ['A'], points: 64 });
  open.send({ type: 'cell', run: 'run', x: 1, y: 1, points: 64 });
  const series = await open.next('series', ({ complete }) => complete);
  expect(series.bands.A!.mean).toHaveLength(20);
  expect((await open.next('cell', ({ complete }) => complete)).values[0]).toHaveLength(20);
});

const foreign: [string, PageOptions][] = [
  ['a page of another site', { origin: 'http://evil.example' }],
  ['a page of no site', { origin: 'null' }],
  ['a name that was made to lead here', { host: 'evil.example' }],
  ['that, with its own page', { host: 'evil.example:80', origin: 'http://evil.example:80' }],
  ['another protocol', { protocols: ['chat'] }],
  ['no protocol', { protocols: [] }],
  ['another path', { path: '/other' }],
];
test.each(foreign)('%s gets no socket', async (_, options) => {
  const { page, notes } = await serve(fakeSource());
  for (let i = 0; i < 3; i++) await expect(page(options)).rejects.toThrow(/403/);
  expect(notes).toHaveLength(1);
  // Control: the same server takes its own page.
  const own = await page();
  expect((await own.next('hello')).type).toBe('hello');
});

test('listening for others, the token in the printed address is wanted', async () => {
  const { server, page } = await serve(fakeSource(), { host: '0.0.0.0' });
  const token = /#token=([\w-]{32})$/.exec(server.url)?.[1];
  expect(token).toBeDefined();
  await expect(page()).rejects.toThrow(/403/);
  await expect(page({ token: 'x' })).rejects.toThrow(/403/);
  await expect(page({ token: `${token!.slice(1)}x` })).rejects.toThrow(/403/);
  const own = await page({ token: token! });
  expect((await own.next('hello')).type).toBe('hello');
});

test('a message that is too large ends the page that sent it, and nothing else', async () => {
  const { page, notes } = await serve(fakeSource());
  const open = await page();
  open.socket.send('x'.repeat(limits.messageBytes + 1));
  expect((await open.closed)[0]).toBe(1009);
  expect((await (await page()).next('hello')).type).toBe('hello');
  expect(notes).toHaveLength(1);
});

test('a page that talks without end is cut off', async () => {
  const { page, notes } = await serve(fakeSource(), { clock: turnedClock() });
  const open = await page();
  for (let i = 0; i < 10 * limits.messagesPerSecond + 1; i++) open.send({ type: 'leave', run: 'run' });
  await open.closed;
  expect(notes).toEqual(['viewer: refused: too many messages']);
});

test('a page that gives no sign of life is let go; one that does stays', async () => {
  const clock = turnedClock();
  const { page, server } = await serve(fakeSource(), { clock });
  const [alive, asleep] = [await page(), await page({ alive: false })];
  await Promise.all([alive.next('hello'), asleep.next('hello')]);
  let beats = 0;
  const beat = (): Promise<void> => new Promise((resolve) => alive.socket.once('ping', () => resolve()));
  while (server.pages > 1) {
    const came = beat();
    clock.turn(20_000);
    await came;
    // The pong has arrived when an answer to a later message has.
    alive.send({ type: 'control', run: 'run', tag: ++beats, action: 'pause' });
    await alive.next('answer', ({ tag }) => tag === beats);
    expect(beats).toBeLessThan(10);
  }
  await asleep.closed;
  expect(beats).toBeGreaterThan(2);
});

const hostile = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.json(),
  fc
    .tuple(
      fc.constantFrom<PageMessage>(
        lookAt('run', 1, { window: { x: 0, y: 0, width: 2, height: 2 }, cells: [[1, 1]] }),
        { type: 'ack', run: 'run', look: 1, index: 0, revision: 0 },
        { type: 'series', run: 'run', bands: ['A'], points: 10 },
        { type: 'cell', run: 'run', x: 1, y: 1, points: 10 },
        { type: 'control', run: 'run', tag: 1, action: 'pause' },
        { type: 'change', run: 'run', tag: 2, change: { kind: 'paint', cells: [1], add: { A: 1 } } },
        { type: 'fork', run: 'run', tag: 3, index: 0, changes: [] },
      ),
      fc.nat(),
      fc.jsonValue(),
    )
    .map(([message, which, value]) => {
      const entries = Object.entries(message);
      entries[which % entries.length]![1] = value;
      return JSON.stringify(Object.fromEntries(entries));
    }),
);

test('a thousand hostile messages: each kind is told of once, and the page still gets what it asks for', async () => {
  const { page, notes } = await serve(fakeSource({ frames: 5 }));
  const open = await page();
  await open.next('hello');
  for (const text of fc.sample(hostile, { seed: 6, numRuns: 1000 })) open.socket.send(text);
  open.socket.send(Buffer.from([0x80, 0xff, 0x00]));
  open.send({ type: 'control', run: 'run', tag: 123_456, action: 'pause' });
  await open.next('answer', ({ tag }) => tag === 123_456);
  expect(new Set(notes).size).toBe(notes.length);
  expect(notes.length).toBeGreaterThan(3);
  expect(notes.length).toBeLessThan(60);
  const other = await page();
  other.send(lookAt('run', 1, { at: 1 }));
  expect((await other.next('frame')).index).toBe(1);
});

test('a port that is taken is said to be', async () => {
  const { server } = await serve(fakeSource());
  try {
    await serveRuns([fakeSource()], { port: server.port, page: pageFolderForTest() });
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toContain('is taken');
  }
});

test('names that lead here by force get no page either', async () => {
  const { server, notes } = await serve(fakeSource());
  const own = await fetch(`http://127.0.0.1:${server.port}/`);
  expect(own.status).toBe(200);
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, headers: { host: 'evil.example' } };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  expect(notes).toHaveLength(1);
});
