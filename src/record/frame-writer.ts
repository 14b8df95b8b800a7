/** Takes the frames of a run and keeps a store, its metadata and its table in step with them. */
import { join } from 'node:path';
import { RecordingError } from '../errors.ts';
import { cureOf, type Files, whyFailed } from './files.ts';
import {
  type ArrayPlan,
  fixedCoordinates,
  groupMetadata,
  growingMetadata,
  type RecordingHeader,
} from './format.ts';
import type { Frame } from './frame.ts';
import type { Intervention } from './intervention.ts';
import { type Recording, recordingOf } from './recording.ts';
import type { GrowingArray } from './store/growing-array.ts';
import { writeInterventions } from './store/intervention-file.ts';
import type { StoreReader } from './store/store-reader.ts';
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
  /**
   * Puts on disk what was done to the run, in place of what was there: to be called before the run goes on, so
   * that a killed one has it.
   */
  keepInterventions(all: readonly Intervention[]): Promise<void>;
  /** What has been recorded so far, frames that are not on disk yet among it; `refresh` shows what was added since. */
  recording(): Promise<Recording>;
  /** Puts every frame taken so far on disk, metadata and table included. */
  flush(): Promise<void>;
  /** Flushes; nothing can be written afterwards. */
  close(): Promise<void>;
}

/** What a frame tells one array of the store. */
function partOf(frame: Frame, { kind, name }: ArrayPlan): ArrayLike<number> | undefined {
  switch (kind) {
    case 'counts':
      return frame.counts;
    case 'field':
      return frame.fields[name];
    case 'past':
      return frame.past?.counts;
    case 'known':
      return frame.past?.known;
    case 'route':
      return frame.route;
    case 'observable':
      return name in frame.scalars ? [frame.scalars[name]!] : undefined;
    case 'step':
      return [frame.step];
    case 'time':
      return [frame.time];
  }
}

/** Column or array of a store's scalars, grown in memory for the table. */
export type Rows = Map<GrowingArray, number[]>;

/**
 * A recorder into arrays that are open.
 *
 * @param start  how many frames are already in `arrays` and `rows`, the step of the last, and what was done
 */
export function frameWriter(
  files: Files,
  path: string,
  header: RecordingHeader,
  arrays: readonly GrowingArray[],
  rows: Rows,
  start: { frames: number; lastStep: number; interventions: readonly Intervention[] },
): Recorder & { saveMetadata(): Promise<void> } {
  let frames = start.frames;
  let lastStep = start.lastStep;
  let kept = start.frames;
  let { interventions } = start;
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
    const columns: Record<string, Int32Array | Float64Array> = {};
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

  const byPlan = new Map(arrays.map((array) => [array.plan, array]));
  const store: StoreReader = {
    header,
    plans: [...byPlan.keys()],
    get frames() {
      return frames;
    },
    get interventions() {
      return interventions;
    },
    chunk: (plan, index) => byPlan.get(plan)!.chunk(index),
    async column(plan, from) {
      const values = rows.get(byPlan.get(plan)!)!.slice(from);
      return plan.type === 'int32' ? Int32Array.from(values) : Float64Array.from(values);
    },
  };

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
    keepInterventions: (all) =>
      queued(async () => {
        await writeInterventions(files, path, all);
        interventions = all;
      }),
    recording: () => recordingOf(path, async () => store),
    flush: () => queued(flush),
    close: () =>
      queued(async () => {
        await flush();
        closed = true;
      }),
  };
}

/** As a file that people read, too. */
export function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

/** Why the disk failed, and how many frames it holds all the same. */
export function writeFailure(path: string, cause: unknown, kept?: number): RecordingError {
  const frames = kept === undefined ? '' : ` ${kept} frame${kept === 1 ? ' is' : 's are'} kept.`;
  const todo = kept ? `${cureOf(cause)}, then go on with \`--resume\`.` : `${cureOf(cause)}.`;
  return new RecordingError(path, `cannot write: ${whyFailed(cause)}.${frames}`, todo, { cause });
}
