/** What an inference has done so far, on the disk under the hash of all that decides it. */
import { join } from 'node:path';
import { RecordingError } from '../../../errors.ts';
import { cureOf, disk, type Files, whyFailed } from '../../../record/files.ts';

/** Entries of an inference by their names: plain data, numbers in arrays. */
export interface Kept {
  /** @returns undefined for one that was not kept */
  read<T>(name: string): Promise<T | undefined>;
  /** @throws RecordingError where the disk fails */
  write(name: string, entry: unknown): Promise<void>;
}

/** Numbers come back to the same bits, in an array; infinities and NaN are none that JSON has. */
export function openKept(folder: string, hash: string, files: Files = disk): Kept {
  const pathOf = (name: string): string => join(folder, '.work', hash.slice(0, 16), `${name}.json`);
  return {
    async read<T>(name: string) {
      const bytes = await files.read(pathOf(name));
      if (bytes === undefined) return undefined;
      try {
        return JSON.parse(new TextDecoder().decode(bytes)) as T;
      } catch (cause) {
        throw new RecordingError(pathOf(name), 'it is no JSON', 'Remove it: it is then made again.', {
          cause,
        });
      }
    },
    async write(name, entry) {
      const text = JSON.stringify(entry, (_, value: unknown) =>
        value instanceof Float64Array ? Array.from(value) : value,
      );
      try {
        await files.write(pathOf(name), new TextEncoder().encode(`${text}\n`));
      } catch (cause) {
        throw new RecordingError(
          pathOf(name),
          `cannot write: ${whyFailed(cause)}`,
          `${cureOf(cause)}. What is done is kept: the same command goes on from there.`,
          { cause },
        );
      }
    },
  };
}

/** Keeps nothing. */
export const keptNowhere: Kept = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
