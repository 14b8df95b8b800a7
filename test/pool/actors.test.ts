import { afterEach, describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { type Actors, startActors, threadCount } from '../../src/pool/actors.ts';
import { Gate } from '../../src/pool/gate.ts';

type Job = { kind: string; value?: unknown; words?: Int32Array };
const file = new URL('../support/actor.mjs', import.meta.url);
let actors: Actors<Job, unknown> | undefined;
afterEach(async () => {
  await actors?.close();
  actors = undefined;
});

/** Two actors, one of which waits for ever unless the gate is opened for it. */
async function withOneWaiting(job: Job): Promise<unknown> {
  const words = new Int32Array(new SharedArrayBuffer(4 * Gate.words));
  const gate = new Gate(words, 2);
  actors = startActors<Job, unknown>(
    file,
    2,
    (i) => `actor ${i}`,
    () => gate.abort(),
  );
  return actors.perform([{ kind: 'wait', words }, job]).catch((error: unknown) => error);
}

describe('actors', () => {
  test('return what they return, in order, again and again', async () => {
    actors = startActors<Job, unknown>(file, 2, String);
    for (let round = 0; round < 2; round++)
      expect(
        await actors.perform([
          { kind: 'return', value: 1 },
          { kind: 'return', value: 2 },
        ]),
      ).toEqual([1, 2]);
  });

  test.each([
    ['throws', { kind: 'throw', value: 'ouch' }, /actor 1: ouch/],
    ['reports a failure', { kind: 'fail', value: 'explosion' }, /actor 1: explosion/],
    ['dies', { kind: 'exit' }, /actor 1: /],
  ])('one that %s ends in one error, and lets the others go', async (_, job, says) => {
    const error = await withOneWaiting(job);
    expect(isCrnGridError(error, 'WorkerError')).toBe(true);
    expect((error as Error).message).toMatch(says);
  });
});

test('a number of threads is a whole number from 1 on', () => {
  expect(threadCount(3)).toBe(3);
  expect(threadCount(undefined)).toBeGreaterThan(0);
  for (const n of [0, -1, 1.5, Number.NaN, 5000]) expect(() => threadCount(n)).toThrow(/number of threads/);
});
