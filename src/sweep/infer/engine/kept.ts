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

/** On the disk. */
export interface KeptOnDisk extends Kept {
  /** Whether the first entry came of a script with other bytes: then its functions may compute something else. */
  cameOfAnotherScript(): Promise<boolean>;
  /** Removes what was kept under the hash. */
  drop(): Promise<void>;
}

/** @see hashInference */
export interface KeptOf {
  readonly hash: string;
  /** SHA-256 of the script's bytes: a hash of functions does not see what surrounds them. */
  readonly scriptHash: string;
}

interface KeptScript {
  readonly scriptHash: string;
}

const script = 'script';

/** Numbers come back to the same bits, in an array; infinities and NaN are none that JSON has. */
export function openKept(folder: string, { hash, scriptHash }: KeptOf, files: Files = disk): KeptOnDisk {
  const home = join(folder, '.work', hash.slice(0, 16));
  const pathOf = (name: string): string => join(home, `${name}.json`);
  // The script is told with the first entry: without any there is nothing that came of it.
  let told: Promise<void> | undefined;
  const tellScript = async (): Promise<void> => {
    if (!(await read(script))) await put(script, { scriptHash } satisfies KeptScript);
  };
  return {
    read,
    async write(name, entry) {
      told ??= tellScript();
      await told;
      await put(name, entry);
    },
    async cameOfAnotherScript() {
      const before = await read<KeptScript>(script);
      return before !== undefined && before.scriptHash !== scriptHash;
    },
    async drop() {
      told = undefined;
      await files.remove(home);
    },
  };

  async function read<T>(name: string): Promise<T | undefined> {
    const bytes = await files.read(pathOf(name));
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as T;
    } catch (cause) {
      throw new RecordingError(pathOf(name), 'it is no JSON', 'Remove it: it is then made again.', {
        cause,
      });
    }
  }

  async function put(name: string, entry: unknown): Promise<void> {
    const text = JSON.stringify(entry, (_, value: unknown) =>
      value instanceof Float64Array ? Array.from(value) : value,
    );
    try {
      await files.write(pathOf(name), new TextEncoder().encode(`${text}\n`));
    } catch (cause) {
      throw new RecordingError(
        pathOf(name),
        `cannot write: ${whyFailed(cause)}`,
        `${cureOf(cause)}. What was kept before is there: the same command goes on from it.`,
        { cause },
      );
    }
  }
}

/** Keeps nothing. */
export const keptNowhere: Kept = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
