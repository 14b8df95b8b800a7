/** Reads a recording back: `for (let i = 0; i < r.frames; i++) await r.frame(i)`. */
import ndarray from 'ndarray';
import { RecordingError } from '../errors.ts';
import { disk, type Files } from './files.ts';
import type { ArrayPlan, RecordingHeader } from './format.ts';
import type { Frame } from './frame.ts';
import type { Numbers } from './growing-array.ts';
import { openStore } from './store-reader.ts';

export interface Recording {
  readonly path: string;
  readonly header: RecordingHeader;
  readonly species: readonly string[];
  /** Frames recorded; a run that stopped early has fewer than it was meant to have. */
  readonly frames: number;
  /** Time of each frame, in `header.timeUnit`. */
  readonly times: Float64Array;
  /** Step of each frame. */
  readonly steps: Int32Array;
  /** Rows and columns of the grid: [height, width]. */
  readonly shape: readonly [number, number];
  /** Frame `i`, 0-based; the caller's own copy. @throws RecordingError  no such frame, or damaged */
  frame(i: number): Promise<Frame>;
  /** The counts of frame `i` as an ndarray of shape [height, width, species]. */
  countsAt(i: number): Promise<ndarray.NdArray<Int32Array>>;
  /** Every observable over time, by name. */
  scalars(): Readonly<Record<string, Float64Array>>;
}

/** The chunk read last of each array: frames are mostly read in order. */
type LastChunk = Map<string, { index: number; data: Promise<Numbers> }>;

/**
 * Opens the recording at `path`; frames are read when asked for.
 *
 * @throws RecordingError  there is none; it is another kind of store, damaged, or of another version
 */
export async function openRecording(
  path: string,
  { files = disk }: { readonly files?: Files } = {},
): Promise<Recording> {
  const { header, frames, plans, chunk, column } = await openStore(files, path);
  const { height, width, species } = header;
  const lastChunk: LastChunk = new Map();

  const steps = new Int32Array(frames);
  const times = new Float64Array(frames);
  const scalars: Record<string, Float64Array> = {};
  for (const plan of plans.filter((p) => p.inner.length === 0)) {
    const values = await column(plan);
    if (plan.kind === 'step') steps.set(values);
    else if (plan.kind === 'time') times.set(values);
    else scalars[plan.name] = Float64Array.from(values);
  }

  async function part(plan: ArrayPlan, i: number): Promise<Numbers> {
    const index = Math.floor(i / plan.chunkFrames);
    let last = lastChunk.get(plan.folder);
    if (last?.index !== index) {
      last = { index, data: chunk(plan, index) };
      lastChunk.set(plan.folder, last);
    }
    const size = plan.inner.reduce((a, b) => a * b, 1);
    const at = (i % plan.chunkFrames) * size;
    return (await last.data).slice(at, at + size);
  }

  async function frame(i: number): Promise<Frame> {
    if (!Number.isInteger(i) || i < 0 || i >= frames)
      throw new RecordingError(path, `there is no frame ${i}.`, `Ask for one of 0 to ${frames - 1}.`);
    let counts = new Int32Array(0);
    const fields: Record<string, Float64Array> = {};
    for (const plan of plans.filter((p) => p.inner.length > 0)) {
      const values = await part(plan, i);
      if (values instanceof Int32Array) counts = new Int32Array(values);
      else fields[plan.name] = values;
    }
    const now = Object.fromEntries(Object.entries(scalars).map(([name, values]) => [name, values[i]!]));
    return { step: steps[i]!, time: times[i]!, counts, fields, scalars: now };
  }

  return {
    path,
    header,
    species,
    frames,
    times,
    steps,
    shape: [height, width],
    frame,
    async countsAt(i) {
      return ndarray((await frame(i)).counts, [height, width, species.length]);
    },
    scalars: () => scalars,
  };
}
