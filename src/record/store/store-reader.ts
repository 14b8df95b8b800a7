/** Reads the arrays of a recording, chunk by chunk. A missing or short chunk is an error, never zeros. */
import { join } from 'node:path';
import * as zarr from 'zarrita';
import { RecordingError } from '../../errors.ts';
import { type Files, whyFailed } from '../files.ts';
import { type ArrayPlan, arrayPlans, type RecordingHeader } from '../format.ts';
import type { Intervention } from '../intervention.ts';
import { bandsOf, type Numbers, numbersOf } from './growing-array.ts';
import { readStore } from './store.ts';

export interface StoreReader {
  readonly header: RecordingHeader;
  /** Frames there are now. */
  readonly frames: number;
  readonly interventions: readonly Intervention[];
  /** The arrays as they lie on disk, chunk sizes included. */
  readonly plans: readonly ArrayPlan[];
  /** Chunk `index`, all bands of rows joined, shape [chunkFrames, ...inner] or longer. */
  chunk(plan: ArrayPlan, index: number): Promise<Numbers>;
  /** An array that has one number per frame, from frame `from` on. */
  column(plan: ArrayPlan, from: number): Promise<Numbers>;
}

type Stored = ArrayPlan['type'];
type StoredArray = zarr.Array<Stored, { get(key: string): Promise<Uint8Array | undefined> }>;

const remedy = 'Make the recording again, or copy it again from where it is whole.';

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** Opens the store at `path`. @throws RecordingError */
export async function openStore(files: Files, path: string): Promise<StoreReader> {
  const { header, frames, arrays, interventions } = await readStore(files, path);

  function damaged(what: string, cause?: unknown): RecordingError {
    return new RecordingError(path, `the recording is damaged: ${what}.`, remedy, { cause });
  }

  const source = {
    async get(key: string): Promise<Uint8Array | undefined> {
      const bytes = await files.read(join(path, key));
      // zarrita takes a missing chunk for one full of zeros.
      if (!bytes) throw damaged(`${key.slice(1)} is missing`);
      return bytes;
    },
  };

  function openArray(plan: ArrayPlan): StoredArray {
    const { folder, type, inner } = plan;
    try {
      const metadata = arrays[folder] as zarr.ArrayMetadata<Stored>;
      const array = new zarr.Array<Stored, typeof source>(source, `/${folder}`, metadata);
      const fits = array.dtype === type && sameShape(array.shape, [frames, ...inner]);
      if (fits && array.chunks.length === array.shape.length) return array;
    } catch (cause) {
      throw damaged(`the metadata of ${folder} cannot be read`, cause);
    }
    throw damaged(`the metadata of ${folder} does not fit the header`);
  }

  const opened = new Map<string, StoredArray>();
  const plans = arrayPlans(header).map((plan) => {
    const array = openArray(plan);
    opened.set(plan.folder, array);
    const [chunkFrames, chunkRows = 1] = array.chunks;
    return { ...plan, chunkFrames: chunkFrames!, chunkRows };
  });

  async function piece(plan: ArrayPlan, index: number, band: number): Promise<Numbers> {
    const array = opened.get(plan.folder)!;
    const [, ...rest] = plan.inner;
    const coordinates = plan.inner.length === 0 ? [index] : [index, band, ...rest.map(() => 0)];
    try {
      const { data } = await array.getChunk(coordinates);
      const size = array.chunks.reduce((a, b) => a * b, 1);
      if (data.length === size) return data;
    } catch (cause) {
      if (cause instanceof RecordingError) throw cause;
      throw damaged(`chunk ${index} of ${plan.folder} cannot be read (${whyFailed(cause)})`, cause);
    }
    throw damaged(`chunk ${index} of ${plan.folder} has the wrong size`);
  }

  async function chunk(plan: ArrayPlan, index: number): Promise<Numbers> {
    const bands = bandsOf(plan);
    const first = await piece(plan, index, 0);
    if (bands === 1) return first;
    const size = first.length * bands;
    const whole = numbersOf(plan, size);
    whole.set(first);
    for (let band = 1; band < bands; band++) whole.set(await piece(plan, index, band), band * first.length);
    return whole;
  }

  async function column(plan: ArrayPlan, from: number): Promise<Numbers> {
    const { chunkFrames } = plan;
    const n = Math.max(0, frames - from);
    const values = numbersOf(plan, n);
    for (let at = from; at < frames; at = chunkFrames * Math.ceil((at + 1) / chunkFrames)) {
      const part = await chunk(plan, Math.floor(at / chunkFrames));
      const first = at % chunkFrames;
      values.set(part.subarray(first, first + frames - at), at - from);
    }
    return values;
  }

  return { header, frames, plans, interventions, chunk, column };
}
