import { expect, test } from 'vitest';
import { Runs } from '../../src/serve/runs.ts';
import type { RunSource } from '../../src/serve/source.ts';
import { fakeSource } from './fake-source.ts';
import { turnedClock } from './turned-clock.ts';

/** A run whose forks open when they are let. */
function slowForks() {
  const closed: string[] = [];
  const waiting: (() => void)[] = [];
  const source: RunSource = {
    ...fakeSource(),
    async fork(id) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return {
        ...fakeSource({ id }),
        async close() {
          closed.push(id);
        },
      };
    },
  };
  const runs = new Runs(turnedClock());
  runs.add(source);
  const fork = () => runs.fork(runs.get('run')!, { type: 'fork', run: 'run', tag: 1, index: 0, changes: [] });
  const letThem = () => {
    for (const open of waiting.splice(0)) open();
  };
  return { runs, fork, letThem, closed };
}

test('forks that are being opened count: asked for at once, no more than there may be', async () => {
  const { runs, fork, letThem } = slowForks();
  const asked = Promise.allSettled(Array.from({ length: 20 }, fork));
  letThem();
  const answers = await asked;
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
  for (const answer of answers.slice(15))
    expect(answer).toMatchObject({ reason: { message: expect.stringContaining('16 runs') } });
  expect(runs.hello().runs).toHaveLength(16);
});

test('a fork that opens after the end is closed, and none is begun', async () => {
  const { runs, fork, letThem, closed } = slowForks();
  const late = fork();
  await runs.close();
  letThem();
  await expect(late).rejects.toThrow('closing');
  expect(closed).toEqual(['fork-1']);
  await expect(fork()).rejects.toThrow('closing');
});
