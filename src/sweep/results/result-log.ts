/**
 * The file of one shard: lines are added, never changed, and are on the disk when the call returns. What a kill or a
 * full disk has left of a last line is cut off when the file is opened again.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { cureOf, makeFolder, whyFailed } from '../../record/files.ts';
import type { RunResult } from './run-result.ts';

/** What is done to the file; a test may hand in a disk that is full. */
export interface LogFile {
  /** Adds bytes at a place, and returns when they are on the disk. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  cut(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface ResultLog {
  /** @throws RecordingError where the disk fails; what was there before stays */
  add(results: readonly RunResult[]): Promise<void>;
  close(): Promise<void>;
}

export const resultsFolder = (folder: string): string => join(folder, 'results');

/** @throws RecordingError where the disk fails */
export async function openResultLog(
  path: string,
  openFile: (path: string) => Promise<{ file: LogFile; length: number }> = onDisk,
): Promise<ResultLog> {
  const failed = (cause: unknown): RecordingError =>
    cause instanceof RecordingError
      ? cause
      : new RecordingError(
          path,
          `cannot write: ${whyFailed(cause)}`,
          `${cureOf(cause)}. What is done is kept: the same command goes on from there.`,
          { cause },
        );
  const opened = await openFile(path).catch((cause: unknown) => {
    throw failed(cause);
  });
  const { file } = opened;
  let { length } = opened;
  const write = async (bytes: Uint8Array): Promise<void> => {
    try {
      await file.write(bytes, length);
      length += bytes.length;
    } catch (cause) {
      // Half a line would be cut off later as well.
      await file.cut(length).catch(() => {});
      throw failed(cause);
    }
  };
  /** Threads end their batches as they please; their lines are written one batch after the other. */
  let before: Promise<void> = Promise.resolve();
  return {
    add(results) {
      if (results.length === 0) return before;
      const bytes = new TextEncoder().encode(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
      const written = before.then(() => write(bytes));
      before = written.catch(() => {});
      return written;
    },
    async close() {
      await before;
      await file.close();
    },
  };
}

async function onDisk(path: string): Promise<{ file: LogFile; length: number }> {
  await makeFolder(dirname(path));
  const handle = await open(path, 'a+').then(async (made) => {
    // Files opened to append write at their end wherever they are told to.
    await made.close();
    return open(path, 'r+');
  });
  const length = await lengthOfLines(handle);
  await handle.truncate(length);
  let lost = false;
  return {
    length,
    file: {
      async write(bytes, at) {
        // A process that was stopped for long may find its shard taken over: lines of two must not mix.
        lost = (await handle.stat()).size !== at;
        if (lost)
          throw new RecordingError(
            path,
            'another process has taken this shard over',
            'Leave it to that one.',
          );
        for (let done = 0; done < bytes.length; )
          done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
        await handle.datasync();
      },
      cut: async (to) => {
        if (!lost) await handle.truncate(to);
      },
      close: () => handle.close(),
    },
  };
}

/** Where the last whole line ends. */
async function lengthOfLines(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const piece = new Uint8Array(65_536);
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - piece.length);
    const { bytesRead } = await handle.read(piece, 0, end - from, from);
    const at = piece.subarray(0, bytesRead).lastIndexOf(10);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
}
