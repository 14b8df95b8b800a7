/** Reads what the shards of a sweep have done, line by line: no file is ever whole in memory. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RecordingError } from '../../errors.ts';
import { disk } from '../../record/files.ts';
import { resultsFolder } from './result-log.ts';
import { hasFailed, parseResult, type RunResult } from './run-result.ts';

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

/** One byte for each run: a failed one that was run again and is done counts as done. */
export async function standings(folder: string, runs: number): Promise<Uint8Array> {
  const standing = new Uint8Array(runs);
  await eachResult(folder, (result) => {
    if (result.run < runs && standing[result.run] !== Standing.done)
      standing[result.run] = hasFailed(result) ? Standing.failed : Standing.done;
  });
  return standing;
}
