import { expect, test } from 'vitest';
import { memoryLog } from '../../../src/learning/keep/log.ts';
import type { WorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import { runStage } from '../../../src/learning/stages/run-stage.ts';

/** Keeps in memory; `fails` is thrown by the next write. */
function memoryFolder() {
  const kept = new Map<string, unknown>();
  const folder = {
    fails: undefined as Error | undefined,
    read: async <T>(name: string, key: string) => kept.get(`${name} ${key}`) as T | undefined,
    write: async (name: string, key: string, value: unknown) => {
      if (folder.fails) throw folder.fails;
      kept.set(`${name} ${key}`, value);
    },
    once: () => Promise.reject(new Error('not asked for')),
  };
  return folder satisfies WorkingFolder;
}

test('a stage is made once for a key, and told once', async () => {
  const [folder, log] = [memoryFolder(), memoryLog()];
  let made = 0;
  const run = (key: string) =>
    runStage({ name: 'judge', key, folder, log, make: async () => ++made, facts: (n) => ({ made: n }) });
  expect([await run('a'), await run('a')]).toEqual([1, 1]);
  expect(log.records.map(({ stage, made }) => [stage, made])).toEqual([['judge', 1]]);
  // Control: another key is another result, and the line of the first is forgotten.
  expect(await run('b')).toBe(2);
  expect(log.records.map(({ stage, made }) => [stage, made])).toEqual([['judge', 2]]);
});

test('one that could not be kept is made again, and still told once; its epochs stay', async () => {
  const [folder, log] = [memoryFolder(), memoryLog()];
  await log.add({ stage: 'fit-1', epoch: 1, seconds: 0 });
  const run = () =>
    runStage({ name: 'fit-1', key: 'a', folder, log, make: async () => 5, facts: () => ({ best: 1 }) });
  folder.fails = new Error('full');
  await expect(run()).rejects.toThrow('full');
  folder.fails = undefined;
  expect(await run()).toBe(5);
  expect(log.records.map(({ epoch, best }) => [epoch, best])).toEqual([
    [1, undefined],
    [undefined, 1],
  ]);
});
