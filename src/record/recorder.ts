/**
 * Writes a run to disk, frame by frame, as a Zarr v3 store with a Parquet table of its scalars.
 *
 * Equal runs give equal bytes, whether or not they were stopped and resumed: chunk sizes depend on
 * the shape of a frame alone, gzip has one level and no date, and what may differ (date, threads,
 * seconds) goes to `outcome.json`.
 */
import { dirname, join } from 'node:path';
import { RecordingError } from '../errors.ts';
import { disk, type Files } from './files.ts';
import { type ArrayPlan, arrayPlans, fixedCoordinates, type RecordingHeader } from './format.ts';
import { frameWriter, jsonBytes, type Recorder, type Rows, writeFailure } from './frame-writer.ts';
import { growingArray, type Numbers } from './store/growing-array.ts';
import { readStore } from './store/store.ts';
import { openStore, type StoreReader } from './store/store-reader.ts';

export interface RecorderOptions {
  /** Replace a recording that is already there. Default: refuse. */
  readonly overwrite?: boolean;
  /** Where files go; default: the disk. */
  readonly files?: Files;
}

/** A recording that has just begun. */
export interface NewRecorder extends Recorder {
  /** Takes back what was made: the recording, whatever lies in it, and the folders above it that were not there. */
  discard(): Promise<void>;
}

export interface ReopenOptions {
  /** Frames that stay; later ones are dropped. */
  readonly framesKept: number;
  /** Replaces the header (a new command, say); default: the one on disk. Grid and names must agree. */
  readonly header?: RecordingHeader;
  readonly files?: Files;
}

function checkHeader(path: string, header: RecordingHeader): void {
  const { height, width, species, fields, observables } = header;
  const todo = 'Give a grid of at least one cell, at least one species, and every name once.';
  for (const [what, n] of Object.entries({ height, width }))
    if (!Number.isInteger(n) || n < 1)
      throw new RecordingError(path, `the ${what} of the grid is ${n}, so nothing can be recorded.`, todo);
  if (species.length === 0) throw new RecordingError(path, 'there are no species to record.', todo);
  for (const [what, names] of Object.entries({ species, fields, observables }))
    if (new Set(names).size < names.length)
      throw new RecordingError(path, `two of the ${what} have one name: ${names.join(', ')}.`, todo);
}

function emptyArrays(files: Files, path: string, plans: readonly ArrayPlan[]) {
  const arrays = plans.map((plan) => growingArray(files, path, plan));
  const rows: Rows = new Map(arrays.filter((a) => a.plan.inner.length === 0).map((a) => [a, []]));
  return { arrays, rows };
}

/** The folder and those above it that are not there, deepest first. */
async function missingFolders(files: Files, path: string): Promise<string[]> {
  if (await files.list(path)) return [];
  const above = dirname(path);
  return [path, ...(above === path ? [] : await missingFolders(files, above))];
}

/** Empties the folder, and removes those of `folders` that are empty then, in their order. */
async function takeBack(files: Files, path: string, folders: readonly string[]): Promise<void> {
  for (const name of (await files.list(path)) ?? []) await files.remove(join(path, name));
  for (const folder of folders) {
    const names = await files.list(folder);
    if (names && names.length > 0) return;
    await files.remove(folder);
  }
}

/** Makes room at `path`, or says why not. */
async function clear(files: Files, path: string, overwrite: boolean): Promise<void> {
  const names = await files.list(path);
  if (!names || names.length === 0) return;
  if (!overwrite)
    throw new RecordingError(
      path,
      'there is already something here.',
      'Choose another place with `--out`, or replace it with `--overwrite`.',
    );
  // Only what we wrote ourselves is ever deleted: a mistyped path must not cost a folder.
  await readStore(files, path).catch((cause) => {
    throw new RecordingError(
      path,
      'the folder is not empty and holds no recording, so it is not replaced.',
      'Choose another place with `--out`, or empty the folder yourself.',
      { cause },
    );
  });
  await files.remove(path);
}

/**
 * Starts a recording: a new Zarr store at `path`, readable (with no frames yet) once this resolves.
 *
 * @throws RecordingError  something is there already; the place cannot be written; the header is unfit
 */
export async function openRecorder(
  path: string,
  header: RecordingHeader,
  { overwrite = false, files = disk }: RecorderOptions = {},
): Promise<NewRecorder> {
  checkHeader(path, header);
  let made: string[];
  try {
    await clear(files, path, overwrite);
    made = await missingFolders(files, path);
  } catch (cause) {
    throw cause instanceof RecordingError ? cause : writeFailure(path, cause);
  }
  try {
    for (const { folder, chunk } of fixedCoordinates(header))
      await files.write(join(path, folder, 'c', '0'), chunk);
    const { arrays, rows } = emptyArrays(files, path, arrayPlans(header));
    const opened = frameWriter(files, path, header, arrays, rows, {
      frames: 0,
      lastStep: -1,
      interventions: [],
    });
    await opened.flush();
    const discard = async (): Promise<void> => {
      await opened.close().catch(() => {});
      await takeBack(files, path, made);
    };
    return Object.assign(opened, { discard });
  } catch (cause) {
    // Half a store would be in the way of the next attempt.
    await takeBack(files, path, made).catch(() => {});
    throw cause instanceof RecordingError ? cause : writeFailure(path, cause);
  }
}

function checkSame(path: string, old: RecordingHeader, now: RecordingHeader): void {
  const keys = ['scenarioHash', 'height', 'width', 'species', 'fields', 'observables'] as const;
  const key = keys.find((k) => JSON.stringify(old[k]) !== JSON.stringify(now[k]));
  if (!key) return;
  throw new RecordingError(
    path,
    `it belongs to another run: its ${key} is ${JSON.stringify(old[key])}, not ${JSON.stringify(now[key])}.`,
    'Resume with the scenario that made it, or record to another place with `--out`.',
  );
}

/** The stored chunk that frame `framesKept` would join, so that it can be filled up. */
async function openChunk(store: StoreReader, plan: ArrayPlan, framesKept: number): Promise<Numbers> {
  if (framesKept % plan.chunkFrames === 0) return new Float64Array(0);
  return store.chunk(plan, Math.floor(framesKept / plan.chunkFrames));
}

/** Removes the chunk files that begin at or behind `frames`. */
async function dropChunks(files: Files, path: string, plan: ArrayPlan, frames: number): Promise<void> {
  const used = Math.ceil(frames / plan.chunkFrames);
  const folder = join(path, plan.folder, 'c');
  for (const name of (await files.list(folder)) ?? [])
    if (!(Number.parseInt(name, 10) < used)) await files.remove(join(folder, name));
}

/**
 * Goes on with a recording behind its first `framesKept` frames; later ones are dropped.
 * In the end its bytes are those of a run that was never stopped.
 *
 * @throws RecordingError  no recording, a damaged one, one of another run, or one with fewer frames
 */
export async function reopenRecorder(
  path: string,
  { framesKept, header, files = disk }: ReopenOptions,
): Promise<Recorder> {
  const old = await openStore(files, path);
  const now = header ?? old.header;
  checkSame(path, old.header, now);
  if (!Number.isInteger(framesKept) || framesKept < 0 || framesKept > old.frames)
    throw new RecordingError(
      path,
      `the recording has ${old.frames} frames, so it cannot go on behind frame ${framesKept}.`,
      'Resume from the checkpoint that was written with this recording, or start again with `--overwrite`.',
    );
  const { arrays, rows } = emptyArrays(files, path, old.plans);
  let lastStep = -1;
  for (const array of arrays) {
    array.restore(framesKept, await openChunk(old, array.plan, framesKept));
    const values = rows.get(array);
    if (!values) continue;
    for (const value of (await old.column(array.plan, 0)).subarray(0, framesKept)) values.push(value);
    if (array.plan.kind === 'step') lastStep = values.at(-1) ?? -1;
  }
  try {
    const opened = frameWriter(files, path, now, arrays, rows, {
      frames: framesKept,
      lastStep,
      interventions: old.interventions,
    });
    // The metadata first: from here on the store no longer claims what is about to be dropped.
    await opened.saveMetadata();
    await opened.flush();
    for (const { plan } of arrays) await dropChunks(files, path, plan, framesKept);
    return opened;
  } catch (cause) {
    throw cause instanceof RecordingError ? cause : writeFailure(path, cause);
  }
}

/** Writes `outcome.json`: how the run went (date, threads, seconds). Read by people, not compared. */
export async function writeOutcome(path: string, outcome: object, files: Files = disk): Promise<void> {
  try {
    await files.write(join(path, 'outcome.json'), jsonBytes(outcome));
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}
