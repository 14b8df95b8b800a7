/** One training at a time in a folder of stages: a file that names the process at work there. */
import { link, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AbstractionError } from '../../errors.ts';
import { cureOf, makeFolder, whyFailed } from '../../record/files.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Locks of this process: its number alone may be that of one that is gone. */
const held = new Set<string>();

/** Gives a lock back. With `clear` all that lies in its folder goes first, and the folder after it. */
export type Release = (how?: { readonly clear?: boolean }) => Promise<void>;

/**
 * Takes a lock; one whose process is gone, killed for instance, is taken over.
 *
 * @param path  the lock's file; its folder is made
 * @throws AbstractionError while another process, or another training of this one, has it
 */
export async function takeLock(path: string): Promise<Release> {
  const own: Holder = { pid: process.pid, host: hostname() };
  if (held.has(path)) throw taken(path, own);
  held.add(path);
  try {
    while (!(await create(path, own))) await moveAway(path);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  return async ({ clear = false } = {}) => {
    try {
      if (clear) await emptyAround(path);
      await rm(path, { force: true });
      if (clear) await rmdir(dirname(path)).catch(noteBusy);
    } finally {
      held.delete(path);
    }
  };
}

/** Removes what lies beside a lock; the lock itself keeps others away until all is gone. */
async function emptyAround(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)))
    if (name !== basename(path)) await rm(join(dirname(path), name), { recursive: true, force: true });
}

/** A folder that somebody else works in by now, or has removed, is theirs. @throws any other error */
function noteBusy(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
}

/** Why a disk gives a file no second name, such as one with FAT. */
const noLinks = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** False where the file is there, or where its folder went the moment it was made. */
async function create(path: string, own: Holder): Promise<boolean> {
  const refused = (cause: unknown): AbstractionError =>
    new AbstractionError(path, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), { cause });
  await makeFolder(dirname(path)).catch((cause: unknown) => {
    throw refused(cause);
  });
  // Whoever finds the lock finds its holder in it: it gets its name when it is written.
  const written = `${path}.${own.pid}.new`;
  try {
    await writeFile(written, JSON.stringify(own));
    await link(written, path).catch(async (cause: unknown) => {
      if (!noLinks.includes(codeOf(cause))) throw cause;
      await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    });
    return true;
  } catch (cause) {
    if (['EEXIST', 'ENOENT'].includes(codeOf(cause))) return false;
    throw refused(cause);
  } finally {
    await rm(written, { force: true });
  }
}

/** Removes a lock that nobody holds. @throws AbstractionError where somebody does */
async function moveAway(path: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder && isAlive(holder)) throw taken(path, holder);
  // Of two that come upon it, one moves it: the other may find the new one, and puts it back.
  const aside = `${path}.${process.pid}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await holderOf(aside);
  if (moved && isAlive(moved)) {
    await rename(aside, path);
    throw taken(path, moved);
  }
  await rm(aside, { force: true });
}

/** Undefined where there is no such file, or it was cut off by a kill. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

/** On another machine nobody can tell: it is taken for alive. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // This process holds no lock here: one of its number was before it.
  return pid !== process.pid && isProcess(pid);
}

/** Is there a process of that number on this machine? */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function taken(path: string, { pid, host }: Holder): AbstractionError {
  const where = host === hostname() ? '' : ` on ${host}`;
  return new AbstractionError(
    dirname(path),
    `process ${pid}${where} is training this scenario already`,
    `Wait for it, or give another folder with --out. If that process is gone, remove ${path}.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
