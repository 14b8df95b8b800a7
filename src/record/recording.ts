/** Reads a recording back: `for (let i = 0; i < r.frames; i++) await r.frame(i)`. */
import ndarray from 'ndarray';
import { RecordingError } from '../errors.ts';
import { disk, type Files } from './files.ts';
import type { ArrayPlan, RecordingHeader } from './format.ts';
import type { Frame } from './frame.ts';
import type { Intervention } from './intervention.ts';
import { type ScalarSeries, seriesOf } from './scalar-series.ts';
import { columnsReader } from './store/columns.ts';
import type { Numbers } from './store/growing-array.ts';
import { openStore, type StoreReader } from './store/store-reader.ts';

export interface Recording {
  readonly path: string;
  readonly header: RecordingHeader;
  readonly species: readonly string[];
  /**
   * Frames recorded so far. Of a run that goes on there are more after {@link Recording.refresh}; one that
   * stopped early has fewer than it was meant to have.
   */
  readonly frames: number;
  /** Time of each of `frames`, in `header.timeUnit`. */
  readonly times: Float64Array;
  /** Step of each of `frames`. */
  readonly steps: Int32Array;
  /** What was done to the run from outside, in the order in which it was done. */
  readonly interventions: readonly Intervention[];
  /** Rows and columns of the grid: [height, width]. */
  readonly shape: readonly [number, number];
  /** Frame `i`, 0-based; the caller's own copy. @throws RecordingError  no such frame, or damaged */
  frame(i: number): Promise<Frame>;
  /** The counts of frame `i` as an ndarray of shape [height, width, species]. */
  countsAt(i: number): Promise<ndarray.NdArray<Int32Array>>;
  /** Every observable over time, by name. */
  scalars(): Readonly<Record<string, Float64Array>>;
  /**
   * The observables over time as at most `points` points, each the least and the greatest value of as many
   * frames: no spike is lost.
   */
  series(points: number): ScalarSeries;
  /**
   * Looks again at a recording that is being written; frames and interventions only become more.
   *
   * @returns frames so far
   */
  refresh(): Promise<number>;
}

/** The chunk read last of each array: frames are mostly read in order. `upTo`: frames there were then. */
type LastChunk = Map<string, { index: number; upTo: number; data: Promise<Numbers> }>;

/**
 * Opens the recording at `path`; frames are read when asked for. One that is being written tells the frames
 * that are on the disk: those up to its last checkpoint.
 *
 * @throws RecordingError  there is none; it is another kind of store, damaged, or of another version
 */
export function openRecording(
  path: string,
  { files = disk }: { readonly files?: Files } = {},
): Promise<Recording> {
  return recordingOf(path, () => openStore(files, path));
}

/**
 * A recording as its store tells it.
 *
 * @param look  gives the store as it is now; asked again by `refresh`
 */
export async function recordingOf(path: string, look: () => Promise<StoreReader>): Promise<Recording> {
  let store = await look();
  const read = columnsReader();
  let now = await read(store);
  let queue: Promise<unknown> = Promise.resolve();
  const lastChunk: LastChunk = new Map();
  const { header } = store;
  const { height, width, species } = header;

  async function lookAgain(): Promise<number> {
    const next = await look();
    const before = now.frames;
    now = await read(next);
    store = next;
    if (now.frames < before) lastChunk.clear();
    return now.frames;
  }

  async function part(plan: ArrayPlan, i: number): Promise<Numbers> {
    const index = Math.floor(i / plan.chunkFrames);
    let last = lastChunk.get(plan.folder);
    if (last?.index !== index || i >= last.upTo) {
      last = { index, upTo: now.frames, data: store.chunk(plan, index) };
      lastChunk.set(plan.folder, last);
      // One that cannot be read now may be there at the next try.
      last.data.catch(() => lastChunk.delete(plan.folder));
    }
    const size = plan.inner.reduce((a, b) => a * b, 1);
    const at = (i % plan.chunkFrames) * size;
    return (await last.data).slice(at, at + size);
  }

  async function frame(i: number): Promise<Frame> {
    const { frames, steps, times, scalars } = now;
    if (!Number.isInteger(i) || i < 0 || i >= frames)
      throw new RecordingError(path, `there is no frame ${i}.`, `Ask for one of 0 to ${frames - 1}.`);
    const counts = new Map<ArrayPlan['kind'], Int32Array>();
    let route: Uint8Array | undefined;
    const fields: Record<string, Float64Array> = {};
    for (const plan of store.plans.filter((p) => p.inner.length > 0)) {
      const values = await part(plan, i);
      if (values instanceof Int32Array) counts.set(plan.kind, values);
      else if (values instanceof Uint8Array) route = values;
      else fields[plan.name] = values;
    }
    const [past, known] = [counts.get('past'), counts.get('known')];
    return {
      step: steps[i]!,
      time: times[i]!,
      counts: counts.get('counts')!,
      ...(past && known ? { past: { counts: past, known } } : {}),
      ...(route ? { route } : {}),
      fields,
      scalars: Object.fromEntries(Object.entries(scalars).map(([name, values]) => [name, values[i]!])),
    };
  }

  return {
    path,
    header,
    species,
    get frames() {
      return now.frames;
    },
    get times() {
      return now.times;
    },
    get steps() {
      return now.steps;
    },
    get interventions() {
      return store.interventions;
    },
    shape: [height, width],
    frame,
    async countsAt(i) {
      return ndarray((await frame(i)).counts, [height, width, species.length]);
    },
    scalars: () => now.scalars,
    series: (points) => seriesOf(now, points),
    refresh() {
      const looked = queue.then(lookAgain);
      queue = looked.catch(() => {});
      return looked;
    },
  };
}
