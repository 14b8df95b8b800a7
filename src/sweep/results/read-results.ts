/** Reads what the shards of a sweep have done, line by line: no file is ever whole in memory. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RecordingError } from '../../errors.ts';
import { disk } from '../../record/files.ts';
import { resultsFolder } from './result-log.ts';
import { type FailedRun, hasFailed, parseResult, type RunResult } from './run-result.ts';

/** Names of the files of results, sorted. */
export async function resultFiles(folder: string): Promise<string[]> {
  const names = (await disk.list(resultsFolder(folder))) ?? [];
  return names.filter((name) => name.endsWith('.jsonl')).sort();
}

/**
 * Calls back for every line of every shard. A last line that is cut off is passed over; it is being written, or its
 * run was killed.
 *
 * @throws RecordingError for any other line that is no result
 */
export async function eachResult(
  folder: string,
  take: (result: RunResult, file: string) => void,
): Promise<void> {
  for (const name of await resultFiles(folder)) {
    const path = join(resultsFolder(folder), name);
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    let [number, broken] = [0, 0];
    for await (const line of lines) {
      number++;
      if (broken > 0) throw notAResult(path, broken);
      const result = parseResult(line);
      if (result) take(result, name);
      else broken = number;
    }
    if (broken > 0 && (await endsInNewline(path))) throw notAResult(path, broken);
  }
}

function notAResult(path: string, line: number): RecordingError {
  return new RecordingError(
    `${path}, line ${line}`,
    'it is no result of a run',
    'Remove that line: the run it was of is then run again.',
  );
}

async function endsInNewline(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(new Uint8Array(1), 0, 1, Math.max(0, size - 1));
    return buffer[0] === 10;
  } finally {
    await file.close();
  }
}

/** Where each run of a sweep stands. */
export const Standing = { planned: 0, done: 1, failed: 2 } as const;

/** How the runs of a sweep stand. */
export interface Standings {
  /** By run: see {@link Standing}. */
  readonly standing: Uint8Array;
  readonly done: number;
  /** By run, of those that failed and were not done since, in order of the runs. */
  readonly failures: ReadonlyMap<number, FailedRun['failed']>;
  /** Runs done by the file of their shard, without its ending. */
  readonly shards: Readonly<Record<string, number>>;
}

/**
 * Takes all results together: a failed run that was run again and is done counts as done, and one that is done stays
 * so. Results of runs beyond the sweep do not count.
 *
 * @param look  shown every result before it counts, with how its run stands until then; may throw
 * @throws RecordingError as {@link eachResult}
 */
export async function readStandings(
  folder: string,
  runs: number,
  look: (result: RunResult, file: string, before: number | undefined) => void = () => {},
): Promise<Standings> {
  const standing = new Uint8Array(runs);
  const failures = new Map<number, FailedRun['failed']>();
  const shards: Record<string, number> = {};
  let done = 0;
  await eachResult(folder, (result, file) => {
    const { run } = result;
    look(result, file, standing[run]);
    if (run >= runs || standing[run] === Standing.done) return;
    if (hasFailed(result)) {
      standing[run] = Standing.failed;
      failures.set(run, result.failed);
      return;
    }
    standing[run] = Standing.done;
    failures.delete(run);
    done++;
    const shard = file.replace(/\.jsonl$/, '');
    shards[shard] = (shards[shard] ?? 0) + 1;
  });
  return { standing, done, failures: new Map([...failures].sort(([a], [b]) => a - b)), shards };
}
