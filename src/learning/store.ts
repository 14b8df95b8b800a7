/**
 * Abstractions on disk. Each is a folder `<name>-<12 hex digits>` with `abstraction.json` and
 * `weights.bin`; the digits are the hash of network, step and shape, so that weights of
 * something else cannot be found by mistake.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashNetwork } from '../crn/hash.ts';
import type { Network } from '../crn/network.ts';
import { AbstractionError, isCrnGridError } from '../errors.ts';
import { type Abstraction, abstractionFormat } from '../kernels/abstraction.ts';
import { checkShape } from '../kernels/learned/shape/check-shape.ts';
import { type LearnedShape, shapeKey } from '../kernels/learned/shape/shape.ts';
import { cureOf, disk, whyFailed } from '../record/files.ts';
import { isProcess } from '../record/lock.ts';
import { badEntry } from './stored-entries.ts';

/** What an abstraction is for. */
export interface AbstractionUse {
  readonly network: Network;
  readonly dt: number;
  readonly shape: LearnedShape;
}

export interface StoredAbstraction {
  /** Its folder. */
  readonly path: string;
  readonly abstraction: Abstraction;
}

/** One that is there, and cannot be read. */
export interface UnreadableAbstraction {
  readonly path: string;
  readonly error: AbstractionError;
}

/** What {@link listAbstractions} finds. */
export interface AbstractionList {
  readonly stored: readonly StoredAbstraction[];
  readonly unreadable: readonly UnreadableAbstraction[];
}

const jsonFile = 'abstraction.json';
const weightsFile = 'weights.bin';
const retrain = 'Train it again: crn-grid train <scenario>';

/** The name of an abstraction's folder. */
export function abstractionFolder(name: string, use: AbstractionUse): string {
  return `${name}-${digits(hashNetwork(use.network), use.dt, use.shape)}`;
}

/** A network that reads the step serves many lengths of it. */
function digits(networkHash: string, dt: number, shape: LearnedShape): string {
  const step = shape.stepInput ? 'any' : dt;
  return createHash('sha256')
    .update(JSON.stringify([networkHash, step, shapeKey(shape)]))
    .digest('hex')
    .slice(0, 12);
}

/**
 * Writes an abstraction below `directory`, as a whole or not at all; replaces one for the same use, which
 * is there until the new one is. Killed in between, what was there is put back by whoever looks for it next.
 *
 * @param more  further files of its folder, by name: its log, its figures
 * @returns its folder
 * @throws AbstractionError when the disk refuses
 */
export async function saveAbstraction(
  directory: string,
  name: string,
  abstraction: Abstraction,
  more: Readonly<Record<string, Uint8Array>> = {},
): Promise<string> {
  const { weights, ...rest } = abstraction;
  const path = join(directory, `${name}-${digits(rest.networkHash, rest.dt, rest.shape)}`);
  const temporary = join(directory, `.${basename(path)}.${process.pid}.tmp`);
  const aside = `${temporary}${setAside}`;
  const bytes = new Uint8Array(4 * weights.length);
  const view = new DataView(bytes.buffer);
  weights.forEach((w, i) => {
    view.setFloat32(4 * i, w, true);
  });
  const json = { ...rest, weights: { file: weightsFile, length: weights.length, sha256: sha256(bytes) } };
  saving.add(path);
  try {
    await mkdir(directory, { recursive: true });
    await putBack(directory);
    await removeLeftovers(directory, basename(path));
    for (const [file, content] of Object.entries(more)) await disk.write(join(temporary, file), content);
    await disk.write(join(temporary, weightsFile), bytes);
    await disk.write(
      join(temporary, jsonFile),
      new TextEncoder().encode(`${JSON.stringify(json, undefined, 1)}\n`),
    );
    await replace(path, temporary, aside);
  } catch (error) {
    throw new AbstractionError(path, `it cannot be written: ${whyFailed(error)}`, cureOf(error), {
      cause: error,
    });
  } finally {
    await disk.remove(temporary);
    saving.delete(path);
  }
  return path;
}

/** The end of the name of a folder that is being replaced. */
const setAside = '.old';
/** Folders that this process is writing now. */
const saving = new Set<string>();

/** Puts a folder in the place of another, which is removed; back where it was if that fails. */
async function replace(path: string, by: string, aside: string): Promise<void> {
  const before = (await disk.list(path)) !== undefined;
  if (before) await rename(path, aside);
  try {
    await rename(by, path);
  } catch (error) {
    if (before) await rename(aside, path);
    throw error;
  }
  await disk.remove(aside);
}

/**
 * Puts back abstractions of a directory that a process had set aside to replace them when it was killed.
 *
 * @throws AbstractionError when the disk refuses
 */
export async function putBack(directory: string): Promise<void> {
  const entries = (await disk.list(directory)) ?? [];
  for (const entry of entries) {
    const [, name, pid] = /^\.(.+)\.(\d+)\.tmp\.old$/.exec(entry) ?? [];
    if (name === undefined || entries.includes(name)) continue;
    const path = join(directory, name);
    // Somebody is about to put the new one there.
    if (Number(pid) === process.pid ? saving.has(path) : isProcess(Number(pid))) continue;
    try {
      await rename(join(directory, entry), path);
    } catch (cause) {
      if (await disk.list(path)) continue;
      const what = `it was being replaced, and cannot be put back: ${whyFailed(cause)}`;
      throw new AbstractionError(path, what, `Rename ${entry}, beside it.`, { cause });
    }
  }
}

/** The names in a directory, in their order, after what was set aside is put back; undefined where there is none. */
async function namesIn(directory: string): Promise<string[] | undefined> {
  await putBack(directory);
  return (await disk.list(directory))?.sort();
}

/** What a process that was killed while it wrote this abstraction left behind. */
async function removeLeftovers(directory: string, name: string): Promise<void> {
  for (const entry of (await disk.list(directory)) ?? [])
    if (entry.startsWith(`.${name}.`) && /\.tmp(\.old)?$/.test(entry))
      await disk.remove(join(directory, entry));
}

/**
 * Reads an abstraction's folder.
 *
 * @throws AbstractionError when a part is missing, cut off, changed, or of another format
 */
export async function loadAbstraction(path: string): Promise<Abstraction> {
  await putBack(dirname(path));
  const [text, bytes] = await Promise.all([read(join(path, jsonFile)), read(join(path, weightsFile))]);
  let json: Omit<Abstraction, 'weights'> & { weights: { length: number; sha256: string } };
  try {
    json = JSON.parse(new TextDecoder().decode(text)) as typeof json;
  } catch (cause) {
    throw new AbstractionError(join(path, jsonFile), 'it is not JSON, or only a part of it', retrain, {
      cause,
    });
  }
  if (json?.formatVersion !== abstractionFormat)
    throw new AbstractionError(
      path,
      `its format version is ${String(json?.formatVersion)}, and ${abstractionFormat} can be read`,
      retrain,
    );
  const bad = badEntry(json);
  if (bad !== undefined)
    throw new AbstractionError(
      join(path, jsonFile),
      `\`${bad}\` is missing, or is not what it should be`,
      retrain,
    );
  checkStoredShape(path, json.shape);
  if (bytes.length !== 4 * json.weights.length || sha256(bytes) !== json.weights.sha256)
    throw new AbstractionError(join(path, weightsFile), 'it was cut off or changed', retrain);
  if (!path.endsWith(digits(json.networkHash, json.dt, json.shape)))
    throw new AbstractionError(
      path,
      'the name of the folder is that of another abstraction',
      'Give the folder its name back.',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = Float32Array.from({ length: json.weights.length }, (_, i) => view.getFloat32(4 * i, true));
  return { ...json, weights };
}

/**
 * The abstraction for this use in the first of the directories that has one.
 *
 * @throws AbstractionError when it is there and cannot be read
 */
export async function findAbstraction(
  directories: readonly string[],
  { network, dt, shape }: AbstractionUse,
): Promise<StoredAbstraction | undefined> {
  const end = `-${digits(hashNetwork(network), dt, shape)}`;
  for (const directory of directories) {
    const names = await namesIn(directory);
    const name = names?.find((entry) => entry.endsWith(end) && !entry.startsWith('.'));
    if (!name) continue;
    const path = join(directory, name);
    return { path, abstraction: await loadAbstraction(path) };
  }
  return undefined;
}

/**
 * Every abstraction for this network and step, whatever its shape; of one shape that of the first
 * of the directories that has one. Those of this network that cannot be read are told apart: they keep
 * nobody from the others.
 */
export async function listAbstractions(
  directories: readonly string[],
  { network, dt }: Omit<AbstractionUse, 'shape'>,
): Promise<AbstractionList> {
  const networkHash = hashNetwork(network);
  const found = new Map<string, StoredAbstraction>();
  const unreadable: UnreadableAbstraction[] = [];
  for (const directory of directories)
    for (const name of (await namesIn(directory)) ?? []) {
      const end = /^[^.].*-([0-9a-f]{12})$/.exec(name)?.[1];
      const path = join(directory, name);
      if (end === undefined || found.has(end) || !mayServe(await saidBy(path), networkHash, dt)) continue;
      try {
        const abstraction = await loadAbstraction(path);
        const { shape, domain } = abstraction;
        const [low, high] = shape.stepInput ? domain.dt : [abstraction.dt, abstraction.dt];
        if (dt >= low && dt <= high) found.set(end, { path, abstraction });
      } catch (error) {
        if (!isCrnGridError(error, 'AbstractionError')) throw error;
        unreadable.push({ path, error });
      }
    }
  return { stored: [...found.values()], unreadable };
}

/** What a folder says it is for, unchecked; nothing where it says nothing. */
async function saidBy(path: string): Promise<Partial<Abstraction>> {
  const bytes = await disk.read(join(path, jsonFile)).catch(() => undefined);
  try {
    return (bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Partial<Abstraction> | null)) || {};
  } catch {
    return {};
  }
}

/** Is it of this network, and not certainly of another step? */
function mayServe(
  { networkHash: of, dt: own, shape }: Partial<Abstraction>,
  networkHash: string,
  dt: number,
) {
  return of === networkHash && (own === dt || typeof own !== 'number' || shape?.stepInput !== false);
}

function checkStoredShape(path: string, shape: LearnedShape): void {
  try {
    checkShape(shape);
  } catch (cause) {
    throw new AbstractionError(join(path, jsonFile), 'its `shape` is none', retrain, { cause });
  }
}

async function read(path: string): Promise<Uint8Array> {
  const bytes = await disk.read(path).catch((cause: unknown) => {
    throw new AbstractionError(path, `it cannot be read: ${whyFailed(cause)}`, '', { cause });
  });
  if (!bytes) throw new AbstractionError(dirname(path), `it has no ${basename(path)}`, retrain);
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
