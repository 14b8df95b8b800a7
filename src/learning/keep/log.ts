/**
 * What a training tells of itself, line by line: `log.jsonl`, one JSON object per epoch, turn
 * or stage. Clocks are read here and not in the abstraction, which is the same bytes whenever
 * and wherever it is made.
 */
import { appendFile } from 'node:fs/promises';
import { AbstractionError } from '../../errors.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';

/** One line. */
export interface LogRecord {
  /** `simulate`, `search`, `fit-1`, `visit-2`, `judge`, … */
  readonly stage: string;
  /** Epoch of a fit or turn of a search; none in the line that ends a stage. */
  readonly epoch?: number;
  /** Mean loss over the training examples and over held-out ones, nats. */
  readonly loss?: number;
  readonly heldOut?: number;
  readonly learningRate?: number;
  /** Of an epoch in which the learning rate fell: how often it was begun again at half, and dropped by its strategy. */
  readonly setbacks?: number;
  readonly drops?: number;
  /** What it took. */
  readonly seconds: number;
  /** Whatever else a stage has to tell. */
  readonly [more: string]: number | string | boolean | undefined;
}

export interface TrainingLog {
  readonly records: readonly LogRecord[];
  /** Adds a line. @throws AbstractionError when the disk refuses */
  add(record: LogRecord): Promise<void>;
  /** Forgets what a stage told after an epoch, and that it ended: it is done again from there. */
  forget(stage: string, afterEpoch: number): Promise<void>;
}

/** A log in a file; goes on with the lines that are there, without one that was cut off. */
export async function openLog(path: string): Promise<TrainingLog> {
  const bytes = await disk.read(path);
  const text = bytes ? new TextDecoder().decode(bytes) : '';
  const rewrite = (records: readonly LogRecord[]): Promise<void> =>
    told(path, disk.write(path, new TextEncoder().encode(records.map(line).join(''))));
  let begun = bytes !== undefined;
  const found = readLog(text);
  if (found.map(line).join('') !== text) await rewrite(found);
  return logOf(found, {
    rewrite,
    append: async (record, records) => {
      if (begun) await told(path, appendFile(path, line(record)));
      else await rewrite(records);
      begun = true;
    },
  });
}

/** A log that is kept in memory alone. */
export function memoryLog(): TrainingLog {
  return logOf([], { rewrite: async () => {}, append: async () => {} });
}

interface LogStore {
  rewrite(records: readonly LogRecord[]): Promise<void>;
  append(record: LogRecord, records: readonly LogRecord[]): Promise<void>;
}

function logOf(found: readonly LogRecord[], { rewrite, append }: LogStore): TrainingLog {
  let records = found;
  return {
    get records() {
      return records;
    },
    async add(record) {
      records = [...records, record];
      await append(record, records);
    },
    async forget(stage, afterEpoch) {
      const kept = records.filter(
        (r) => r.stage !== stage || (r.epoch !== undefined && r.epoch <= afterEpoch),
      );
      if (kept.length === records.length) return;
      records = kept;
      await rewrite(records);
    },
  };
}

/** The records of a log's text; what is no JSON object with a stage is left out. */
export function readLog(text: string): LogRecord[] {
  return text.split('\n').flatMap((row) => {
    try {
      const record = JSON.parse(row) as Partial<LogRecord> | null;
      return typeof record?.stage === 'string' ? [record as LogRecord] : [];
    } catch {
      return [];
    }
  });
}

function line(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

async function told(path: string, written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (cause) {
    throw new AbstractionError(path, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), { cause });
  }
}
