/**
 * Files as recordings need them: replaced as a whole, on the disk when the call returns,
 * and failing in words. Tests hand in their own to play a full disk.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

export interface Files {
  /** All bytes of a file; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces a file: a reader, or a crash, meets the old bytes or the new ones, never half. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Names in a folder; undefined where there is no folder. */
  list(path: string): Promise<string[] | undefined>;
  /** Removes a file or a whole folder; fine where there is none. */
  remove(path: string): Promise<void>;
}

/** The `code` of a system error: `ENOSPC`, or '' for any other value. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk reports an error',
};

/** Why a file operation failed, as a clause: `the disk is full`. */
export function whyFailed(error: unknown): string {
  const known = words[systemCode(error)];
  return known ?? (error instanceof Error ? error.message : String(error));
}

/** What a user can do about it. */
export function cureOf(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'Free some space, or write to another disk';
  return 'Choose a place where you may write';
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns where they are refused, as in /proc. */
export async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
  try {
    await make();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; there the rename is all there is.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  // Containers that share a disk may have one number each for their processes: 1.
  const temporary = `${path}.${hostname()}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The disk: written to a temporary name, fsynced, renamed, and the folder fsynced. */
export const disk: Files = {
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return undefined;
      throw error;
    }
  },
  async write(path, bytes) {
    await makeFolder(dirname(path));
    await replace(path, bytes);
  },
  async list(path) {
    try {
      return await readdir(path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
};
