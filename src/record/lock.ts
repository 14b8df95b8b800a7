/** One process at a time in a folder: a file that names the one at work there. */
import { link, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cureOf, makeFolder, whyFailed } from './files.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** What a lock is for: how those who find it taken are told. */
export interface LockUse {
  /** `is training this scenario`. */
  readonly doing: string;
  /** What else one may do than wait. */
  readonly instead: string;
  readonly refuse: new (where: string, what: string, todo: string, options?: ErrorOptions) => Error;
  /**
   * Its holder shows that it lives, by the time of the file: so a lock left on another machine, whose processes
   * cannot be seen from here, is taken over in the end.
   */
  readonly beats?: boolean;
}

/** Between two signs of life, and how long without one a holder elsewhere is taken for gone; milliseconds. */
const beat = 20_000;
const silence = 180_000;

/** Locks of this process: its number alone may be that of one that is gone. */
const held = new Set<string>();

/** Gives a lock back. With `clear` all that lies in its folder goes first, and the folder after it. */
export type Release = (how?: { readonly clear?: boolean }) => Promise<void>;

/**
 * Takes a lock; one whose process is gone, killed for instance, is taken over.
 *
 * @param path  the lock's file; its folder is made
 * @throws the error of `use` while another process, or another use in this one, has it
 */
export async function takeLock(path: string, use: LockUse): Promise<Release> {
  const own: Holder = { pid: process.pid, host: hostname() };
  if (held.has(path)) throw taken(path, own, use);
  held.add(path);
  try {
    while (!(await create(path, own, use))) await moveAway(path, use);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  const alive = use.beats ? setInterval(() => void showLife(path), beat).unref() : undefined;
  return async ({ clear = false } = {}) => {
    clearInterval(alive);
    try {
      if (clear) await emptyAround(path);
      await rm(path, { force: true });
      if (clear) await rmdir(dirname(path)).catch(noteBusy);
    } finally {
      held.delete(path);
    }
  };
}

/** A disk that is away for a moment is no reason to stop. */
async function showLife(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
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
async function create(path: string, own: Holder, use: LockUse): Promise<boolean> {
  const refused = (cause: unknown): Error =>
    new use.refuse(path, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), { cause });
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

/** Removes a lock that nobody holds. @throws the error of `use` where somebody does */
async function moveAway(path: string, use: LockUse): Promise<void> {
  const holder = await holderOf(path);
  if (holder && (await isAlive(path, holder, use))) throw taken(path, holder, use);
  // Of two that come upon it, one moves it: the other may find the new one, and puts it back.
  const aside = `${path}.${process.pid}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await holderOf(aside);
  if (moved && (await isAlive(aside, moved, use))) {
    await rename(aside, path);
    throw taken(path, moved, use);
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

/** On another machine nobody can tell, but by its signs of life: without them it is taken for alive. */
async function isAlive(path: string, { pid, host }: Holder, { beats }: LockUse): Promise<boolean> {
  if (host !== hostname()) return !beats || Date.now() - (await stat(path)).mtimeMs < silence;
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

function taken(path: string, { pid, host }: Holder, { doing, instead, refuse }: LockUse): Error {
  const where = host === hostname() ? '' : ` on ${host}`;
  return new refuse(
    dirname(path),
    `process ${pid}${where} ${doing} already`,
    `Wait for it, or ${instead}. If that process is gone, remove ${path}.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
