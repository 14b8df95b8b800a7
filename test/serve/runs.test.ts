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
  const told: string[] = [];
  const runs = new Runs(turnedClock(), ({ info }) => told.push(info.id));
  runs.add(source);
  const fork = () => runs.fork(runs.get('run')!, { type: 'fork', run: 'run', tag: 1, index: 0, changes: [] });
  const letThem = () => {
    for (const open of waiting.splice(0)) open();
  };
  return { runs, fork, letThem, closed, told };
}

test('forks that are being opened count: asked for at once, no more than there may be', async () => {
  const { runs, fork, letThem, told } = slowForks();
  const asked = Promise.allSettled(Array.from({ length: 20 }, fork));
  letThem();
  const answers = await asked;
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
  for (const answer of answers.slice(15))
    expect(answer).toMatchObject({ reason: { message: expect.stringContaining('16 runs') } });
  expect(runs.hello().runs).toHaveLength(16);
  // Of each that came, and of no other.
  expect(told.sort()).toEqual(Array.from({ length: 15 }, (_, i) => `fork-${i + 1}`).sort());
});

test('a fork that opens after the end is closed, and none is begun', async () => {
  const { runs, fork, letThem, closed, told } = slowForks();
  const late = fork();
  await runs.close();
  letThem();
  await expect(late).rejects.toThrow('closing');
  expect([closed, told]).toEqual([['fork-1'], []]);
  await expect(fork()).rejects.toThrow('closing');
});
