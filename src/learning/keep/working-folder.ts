/**
 * Where a training keeps the results of its stages until it is done. Each is a file named
 * after everything that decides it, written as a whole or not at all: whoever finds it may
 * go on from it, whenever the training was killed.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Packr, Unpackr } from 'msgpackr';
import { AbstractionError } from '../../errors.ts';
import { cureOf, disk, type Files, whyFailed } from '../../record/files.ts';

export interface WorkingFolder {
  /** What was written for this very key; undefined where there is nothing. @throws AbstractionError */
  read<T>(name: string, key: string): Promise<T | undefined>;
  /** Keeps plain data and typed arrays. @throws AbstractionError when the disk refuses */
  write<T>(name: string, key: string, value: T): Promise<void>;
  /** What was written for this key; else what `make` makes, which is written. */
  once<T>(name: string, key: string, make: () => Promise<T>): Promise<T>;
}

const format = 'crn-grid stage 1';
const packer = new Packr({ useRecords: false, moreTypes: true });
const unpacker = new Unpackr({ useRecords: false, moreTypes: true });

/** A hash of everything that decides a result: plain data, and keys of results it is made from. */
export function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** A folder on the disk; made with its first file. */
export function openWorkingFolder(path: string, files: Files = disk): WorkingFolder {
  const fileOf = (name: string, key: string): string => join(path, `${name}-${key.slice(0, 12)}.stage`);

  async function read<T>(name: string, key: string): Promise<T | undefined> {
    const file = fileOf(name, key);
    const bytes = await files.read(file).catch((cause: unknown) => {
      throw new AbstractionError(file, `it cannot be read: ${whyFailed(cause)}`, cureOf(cause), { cause });
    });
    if (!bytes) return undefined;
    const todo = 'Remove it, and this stage is done again.';
    let found: { readonly format?: unknown; readonly key?: unknown; readonly value?: T };
    try {
      found = unpacker.unpack(bytes) as typeof found;
    } catch (cause) {
      throw new AbstractionError(file, 'it is no stage of a training, or only a part of one', todo, {
        cause,
      });
    }
    if (found?.format !== format)
      throw new AbstractionError(
        file,
        `its format is ${String(found?.format)}, and "${format}" can be read`,
        todo,
      );
    return found.key === key ? found.value : undefined;
  }

  async function write<T>(name: string, key: string, value: T): Promise<void> {
    const file = fileOf(name, key);
    try {
      await files.write(file, packer.pack({ format, key, value }));
    } catch (cause) {
      throw new AbstractionError(file, `the training cannot be saved: ${whyFailed(cause)}`, cureOf(cause), {
        cause,
      });
    }
  }
  return { read, write, once: onceWith(read, write) };
}

/** Keeps nothing: for a training that need not survive. */
export const noWorkingFolder: WorkingFolder = {
  read: async () => undefined,
  write: async () => {},
  once: (_name, _key, make) => make(),
};

function onceWith(read: WorkingFolder['read'], write: WorkingFolder['write']): WorkingFolder['once'] {
  return async (name, key, make) => {
    const found = await read<Awaited<ReturnType<typeof make>>>(name, key);
    if (found !== undefined) return found;
    const made = await make();
    await write(name, key, made);
    return made;
  };
}
