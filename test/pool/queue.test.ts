import { afterEach, expect, test } from 'vitest';
import { type Queue, startQueue } from '../../src/pool/queue.ts';

interface Job {
  readonly kind: string;
  readonly value?: unknown;
}
const file = new URL('../support/actor.mjs', import.meta.url);
let queue: Queue<Job, unknown> | undefined;
afterEach(async () => {
  await queue?.close();
  queue = undefined;
});
const failure = (job: Job): Promise<unknown> =>
  queue!.perform(job).then(
    () => undefined,
    (error: unknown) => error,
  );

test('more jobs than threads are all done, each with its own answer', async () => {
  queue = startQueue<Job, unknown>(file, 2);
  expect(queue.threads).toBe(2);
  const values = Array.from({ length: 20 }, (_, i) => i);
  const jobs = values.map((value) => queue!.perform({ kind: 'return', value }));
  expect(await Promise.all(jobs)).toEqual(values);
});

test('what a job throws or reports comes back with its name and message, and the thread goes on', async () => {
  queue = startQueue<Job, unknown>(file, 1);
  expect(await failure({ kind: 'throw', value: 'ouch' })).toMatchObject({
    name: 'TypeError',
    message: 'ouch',
  });
  expect(await failure({ kind: 'fail', value: 'explosion' })).toMatchObject({
    ...{ name: 'KernelError', message: 'explosion' },
  });
  expect(await queue.perform({ kind: 'return', value: 1 })).toBe(1);
});

test('a thread that exits fails its own job alone; another takes its place', async () => {
  queue = startQueue<Job, unknown>(file, 2);
  const [end, ...rest] = await Promise.all([
    failure({ kind: 'exit' }),
    ...[1, 2, 3, 4].map((value) => queue!.perform({ kind: 'return', value })),
  ]);
  expect(end).toMatchObject({ name: 'ThreadDied', outOfMemory: false });
  expect(rest).toEqual([1, 2, 3, 4]);
  expect(await Promise.all([5, 6].map((value) => queue!.perform({ kind: 'return', value })))).toEqual([5, 6]);
});

test('a thread that uses up its memory fails its own job, and says so; control: with room it does not', async () => {
  queue = startQueue<Job, unknown>(file, 1, 16);
  expect(await failure({ kind: 'eat', value: 64 })).toMatchObject({ name: 'ThreadDied', outOfMemory: true });
  expect(await queue.perform({ kind: 'return', value: 1 })).toBe(1);
  await queue.close();
  queue = startQueue<Job, unknown>(file, 1, 512);
  expect(await queue.perform({ kind: 'eat', value: 64 })).toBe(64);
});

test('threads at endless work end when it is closed', async () => {
  queue = startQueue<Job, unknown>(file, 1);
  const end = failure({ kind: 'spin' });
  await queue.close();
  expect(await end).toBeInstanceOf(Error);
});
