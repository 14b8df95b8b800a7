import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LogRecord, memoryLog, openLog, readLog } from '../../../src/learning/keep/log.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});
afterAll(() => rm(folder, { recursive: true }));

const epoch = (n: number, stage = 'fit-1'): LogRecord => ({ stage, epoch: n, loss: 1 / n, seconds: n });
const lines = (records: readonly LogRecord[]) => records.map((r) => `${r.stage}:${r.epoch ?? 'end'}`);

describe('a log', () => {
  test('is a file of lines that grows, and goes on where it was', async () => {
    const path = join(folder, 'new', 'log.jsonl');
    const log = await openLog(path);
    await log.add(epoch(1));
    await log.add(epoch(2));
    const again = await openLog(path);
    await again.add({ stage: 'fit-1', seconds: 3 });
    expect(lines(again.records)).toEqual(['fit-1:1', 'fit-1:2', 'fit-1:end']);
    expect(readLog(await readFile(path, 'utf8'))).toEqual(again.records);
  });

  test('a line that was cut off is gone, and the next one is whole', async () => {
    const path = join(folder, 'cut.jsonl');
    await (await openLog(path)).add(epoch(1));
    await appendFile(path, '{"stage":"fit-1","epo');
    const log = await openLog(path);
    await log.add(epoch(2));
    expect(lines(readLog(await readFile(path, 'utf8')))).toEqual(['fit-1:1', 'fit-1:2']);
  });

  test.each([
    ['in a file', () => openLog(join(folder, 'forget.jsonl'))],
    ['in memory', async () => memoryLog()],
  ])('forgets what is done again, and nothing else: %s', async (_where, open) => {
    const log = await open();
    for (const record of [epoch(1), epoch(2), epoch(3), { stage: 'fit-1', seconds: 6 }, epoch(1, 'fit-2')])
      await log.add(record);
    await log.forget('fit-1', 2);
    expect(lines(log.records)).toEqual(['fit-1:1', 'fit-1:2', 'fit-2:1']);
    await log.add(epoch(3));
    expect(lines(log.records)).toEqual(['fit-1:1', 'fit-1:2', 'fit-2:1', 'fit-1:3']);
    if (_where === 'in a file') expect((await open()).records).toEqual(log.records);
  });

  test('a place where one may not write is told in words', async () => {
    await expect((await openLog('/proc/none/log.jsonl')).add(epoch(1))).rejects.toThrow(
      '/proc/none/log.jsonl: it cannot be written',
    );
  });
});
