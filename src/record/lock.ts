/** One process at a time in a folder: a file that names the one at work there. */
import { link, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
   * cannot be seen from here, is taken over in the end. Whoever comes upon one that was not silent for long waits
   * until it shows life, or was. Clocks of machines may differ by less than the silence. A holder that was stopped for
   * longer finds its lock taken: what it writes must bear that.
   */
  readonly beats?: boolean;
}

/**
 * Between two signs of life, how long without one a holder elsewhere is taken for gone, and how often it is looked at
 * meanwhile; milliseconds.
 */
const beat = 20_000;
const silence = 180_000;
const watch = 5_000;

/** Time as locks have it, milliseconds; a test hands in its own. */
export interface LockClock {
  now(): number;
  pause(time: number): Promise<unknown>;
}

const realClock: LockClock = { now: Date.now, pause: (time) => setTimeout(time) };

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
export async function takeLock(path: string, use: LockUse, clock = realClock): Promise<Release> {
  const own: Holder = { pid: process.pid, host: hostname() };
  if (held.has(path)) throw taken(path, own, use);
  held.add(path);
  try {
    while (!(await create(path, own, use))) await moveAway(path, use, clock);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  const alive = use.beats ? setInterval(() => void showLife(path, own), beat).unref() : undefined;
  return async ({ clear = false } = {}) => {
    clearInterval(alive);
    try {
      if (!(await isOf(path, own))) return;
      if (clear) await emptyAround(path);
      await rm(path, { force: true });
      if (clear) await rmdir(dirname(path)).catch(noteBusy);
    } finally {
      held.delete(path);
    }
  };
}

/** A disk that is away for a moment is no reason to stop. */
async function showLife(path: string, own: Holder): Promise<void> {
  if (!(await isOf(path, own))) return;
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
  const written = `${path}.${own.host}.${own.pid}.new`;
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
async function moveAway(path: string, use: LockUse, clock: LockClock): Promise<void> {
  const before = await look(path);
  if (!before) return;
  if (await isAlive(path, before, use, clock)) throw taken(path, before, use);
  // Of two that come upon it, one moves it: the other may find the new one, and puts it back.
  const aside = `${path}.${hostname()}.${process.pid}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await look(aside);
  if (moved && (moved.time !== before.time || !isSame(moved, before))) {
    await rename(aside, path);
    throw taken(path, moved, use);
  }
  await rm(aside, { force: true });
}

/** A lock as it was found. */
interface Found extends Holder {
  /** When it last showed life, by the clock of its machine, milliseconds. */
  readonly time: number;
}

/** Of a lock that a kill has cut off: no process has the number 0. */
const nobody = (): Holder => ({ pid: 0, host: hostname() });

/** Undefined where there is no such file. */
async function look(path: string): Promise<Found | undefined> {
  try {
    const { mtimeMs: time } = await stat(path);
    return { ...parse(await readFile(path, 'utf8').catch(() => '')), time };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder {
  try {
    const { pid, host } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : nobody();
  } catch {
    return nobody();
  }
}

const isSame = (a: Holder, b: Holder): boolean => a.pid === b.pid && a.host === b.host;

/** False, too, where it cannot be read. */
async function isOf(path: string, holder: Holder): Promise<boolean> {
  const found = await look(path).catch(() => undefined);
  return found !== undefined && isSame(found, holder);
}

/** On another machine nobody can tell, but by signs of life: where none are given it is taken for alive. */
async function isAlive(path: string, found: Found, { beats }: LockUse, clock: LockClock): Promise<boolean> {
  const { pid, host, time } = found;
  // This process holds no lock here: one of its number was before it.
  if (host === hostname()) return pid !== 0 && pid !== process.pid && isProcess(pid);
  if (!beats) return true;
  // A clock that is ahead there must not make its silence longer.
  const since = Math.min(time, clock.now());
  while (clock.now() - since < silence) {
    await clock.pause(watch);
    const now = await look(path);
    if (!now) return false;
    if (now.time !== time || !isSame(now, found)) return true;
  }
  return false;
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
