/**
 * Writes a run to disk, frame by frame, as a Zarr v3 store with a Parquet table of its scalars.
 *
 * Equal runs give equal bytes, whether or not they were stopped and resumed: chunk sizes depend on
 * the shape of a frame alone, gzip has one level and no date, and what may differ (date, threads,
 * seconds) goes to `outcome.json`.
 */
import { join } from 'node:path';
import { RecordingError } from '../errors.ts';
import { cureOf, disk, type Files, whyFailed } from './files.ts';
import {
  type ArrayPlan,
  arrayPlans,
  fixedCoordinates,
  groupMetadata,
  growingMetadata,
  type RecordingHeader,
} from './format.ts';
import type { Frame } from './frame.ts';
import { type GrowingArray, growingArray, type Numbers } from './growing-array.ts';
import { readStore } from './store.ts';
import { openStore, type StoreReader } from './store-reader.ts';
import { parquetBytes } from './table.ts';

export interface Recorder {
  readonly path: string;
  /** Frames taken so far, those in memory included. */
  readonly frames: number;
  /**
   * Takes one frame. It is copied, so the caller may reuse its arrays once this resolves.
   *
   * @throws RecordingError  the frame does not fit the header, or the disk fails (what was kept is said)
   */
  write(frame: Frame): Promise<void>;
  /** Puts every frame taken so far on disk, metadata and table included. */
  flush(): Promise<void>;
  /** Flushes; nothing can be written afterwards. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  /** Replace a recording that is already there. Default: refuse. */
  readonly overwrite?: boolean;
  /** Where files go; default: the disk. */
  readonly files?: Files;
}

export interface ReopenOptions {
  /** Frames that stay; later ones are dropped. */
  readonly framesKept: number;
  /** Replaces the header (a new command, say); default: the one on disk. Grid and names must agree. */
  readonly header?: RecordingHeader;
  readonly files?: Files;
}

/** What a frame tells one array of the store. */
function partOf(frame: Frame, { kind, name }: ArrayPlan): ArrayLike<number> | undefined {
  switch (kind) {
    case 'counts':
      return frame.counts;
    case 'field':
      return frame.fields[name];
    case 'observable':
      return name in frame.scalars ? [frame.scalars[name]!] : undefined;
    case 'step':
      return [frame.step];
    case 'time':
      return [frame.time];
  }
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

/** Column or array of a store's scalars, grown in memory for the table. */
type Rows = Map<GrowingArray, number[]>;

/** The recorder proper; what is already in `arrays` and `rows` counts as `frames` frames. */
function recorder(
  files: Files,
  path: string,
  header: RecordingHeader,
  arrays: readonly GrowingArray[],
  rows: Rows,
  start: { frames: number; lastStep: number },
): Recorder & { saveMetadata(): Promise<void> } {
  let frames = start.frames;
  let lastStep = start.lastStep;
  let kept = start.frames;
  let closed = false;
  let failure: RecordingError | undefined;
  // Calls queue up: a caller that forgets an await cannot mix two frames.
  let queue: Promise<void> = Promise.resolve();

  async function saveMetadata(): Promise<void> {
    const all: Record<string, object> = {};
    for (const { plan } of arrays) all[plan.folder] = growingMetadata(plan, frames, header.timeUnit);
    for (const { folder, metadata } of fixedCoordinates(header)) all[folder] = metadata;
    for (const [folder, metadata] of Object.entries(all))
      await files.write(join(path, folder, 'zarr.json'), jsonBytes(metadata));
    await files.write(join(path, 'zarr.json'), jsonBytes(groupMetadata(header, all)));
    kept = frames;
  }

  async function saveTable(): Promise<void> {
    const columns: Record<string, Numbers> = {};
    const first = (kind: string) => (kind === 'step' ? 0 : kind === 'time' ? 1 : 2);
    const ordered = [...rows].sort(([a], [b]) => first(a.plan.kind) - first(b.plan.kind));
    for (const [{ plan }, values] of ordered)
      columns[plan.folder] = plan.type === 'int32' ? Int32Array.from(values) : Float64Array.from(values);
    await files.write(join(path, 'scalars.parquet'), parquetBytes(columns));
  }

  async function flush(): Promise<void> {
    for (const array of arrays) await array.flush();
    await saveTable();
    await saveMetadata();
  }

  function checkFrame(frame: Frame): void {
    const todo = 'This is a mistake of the program that records, not of the scenario.';
    if (frame.step <= lastStep)
      throw new RecordingError(path, `step ${frame.step} comes after step ${lastStep}.`, todo);
    for (const { plan } of arrays) {
      const part = partOf(frame, plan);
      const size = plan.inner.reduce((a, b) => a * b, 1);
      if (part?.length !== size)
        throw new RecordingError(
          path,
          `step ${frame.step}: ${plan.kind} "${plan.name}" has ${part?.length ?? 'no'} values, not ${size}.`,
          todo,
        );
    }
  }

  async function write(frame: Frame): Promise<void> {
    checkFrame(frame);
    for (const array of arrays) {
      const part = partOf(frame, array.plan)!;
      rows.get(array)?.push(part[0]!);
      await array.append(part);
    }
    lastStep = frame.step;
    frames++;
  }

  function queued(job: () => Promise<void>): Promise<void> {
    const result = queue.then(async () => {
      if (failure) throw failure;
      if (closed) throw new RecordingError(path, 'the recording is closed.', 'Open it again to go on.');
      try {
        await job();
      } catch (error) {
        if (error instanceof RecordingError) throw error;
        failure = writeFailure(path, error, kept);
        throw failure;
      }
    });
    queue = result.catch(() => {});
    return result;
  }

  return {
    path,
    get frames() {
      return frames;
    },
    saveMetadata: () => queued(saveMetadata),
    write: (frame) => queued(() => write(frame)),
    flush: () => queued(flush),
    close: () =>
      queued(async () => {
        await flush();
        closed = true;
      }),
  };
}

function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function writeFailure(path: string, cause: unknown, kept?: number): RecordingError {
  const frames = kept === undefined ? '' : ` ${kept} frame${kept === 1 ? ' is' : 's are'} kept.`;
  const todo = kept ? `${cureOf(cause)}, then go on with \`--resume\`.` : `${cureOf(cause)}.`;
  return new RecordingError(path, `cannot write: ${whyFailed(cause)}.${frames}`, todo, { cause });
}

function emptyArrays(files: Files, path: string, plans: readonly ArrayPlan[]) {
  const arrays = plans.map((plan) => growingArray(files, path, plan));
  const rows: Rows = new Map(arrays.filter((a) => a.plan.inner.length === 0).map((a) => [a, []]));
  return { arrays, rows };
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
): Promise<Recorder> {
  checkHeader(path, header);
  try {
    await clear(files, path, overwrite);
  } catch (cause) {
    throw cause instanceof RecordingError ? cause : writeFailure(path, cause);
  }
  try {
    for (const { folder, chunk } of fixedCoordinates(header))
      await files.write(join(path, folder, 'c', '0'), chunk);
    const { arrays, rows } = emptyArrays(files, path, arrayPlans(header));
    const opened = recorder(files, path, header, arrays, rows, { frames: 0, lastStep: -1 });
    await opened.flush();
    return opened;
  } catch (cause) {
    // Half a store would be in the way of the next attempt.
    await files.remove(path).catch(() => {});
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
    for (const value of (await old.column(array.plan)).subarray(0, framesKept)) values.push(value);
    if (array.plan.kind === 'step') lastStep = values.at(-1) ?? -1;
  }
  try {
    const opened = recorder(files, path, now, arrays, rows, { frames: framesKept, lastStep });
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
