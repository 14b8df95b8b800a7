/** One Zarr array that grows frame by frame: a buffer of one chunk, written when it is full. */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { RecordingError } from '../../errors.ts';
import type { Files } from '../files.ts';
import { type ArrayPlan, gzipLevel } from '../format.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

export type Numbers = Uint8Array | Int32Array | Float64Array;

const arrays = { uint8: Uint8Array, int32: Int32Array, float64: Float64Array };

/** Zeros in the type of an array. */
export function numbersOf({ type }: Pick<ArrayPlan, 'type'>, length: number): Numbers {
  return new arrays[type](length);
}

export interface GrowingArray {
  readonly plan: ArrayPlan;
  /** Copies one frame in; writes the chunk if that fills it. */
  append(data: ArrayLike<number>): Promise<void>;
  /** Writes the frames that fill no chunk yet, zeros behind them; they stay in memory. */
  flush(): Promise<void>;
  /** Chunk `index`, a copy, shape [chunkFrames, ...inner] or longer: of memory where it is not full yet, else of the disk. */
  chunk(index: number): Promise<Numbers>;
  /** Takes back what a chunk on disk held: the first `frames % chunkFrames` frames of `chunk`. */
  restore(frames: number, chunk: Numbers): void;
}

/** How many bands of rows a frame is cut into. */
export function bandsOf({ inner, chunkRows }: Pick<ArrayPlan, 'inner' | 'chunkRows'>): number {
  return Math.ceil((inner[0] ?? 1) / chunkRows);
}

/** The file of chunk `index`, band `band`, inside the store. */
function chunkPath(plan: Pick<ArrayPlan, 'folder' | 'inner'>, index: number, band: number): string {
  const [, ...rest] = plan.inner;
  const within = plan.inner.length === 0 ? [] : [band, ...rest.map(() => 0)];
  return [plan.folder, 'c', index, ...within].join('/');
}

/** Opens a growing array in the store at `root`, empty. */
export function growingArray(files: Files, root: string, plan: ArrayPlan): GrowingArray {
  const frameSize = plan.inner.reduce((a, b) => a * b, 1);
  const bands = bandsOf(plan);
  const bandSize = (frameSize / (plan.inner[0] ?? 1)) * plan.chunkRows;
  // Whole bands, so that the last one is padded with zeros by itself.
  const size = bands === 1 ? plan.chunkFrames * frameSize : bands * bandSize;
  const buffer = numbersOf(plan, size);
  let chunk = 0;
  let held = 0;
  let saved = true;

  async function write(): Promise<void> {
    const part = size / bands;
    for (let band = 0; band < bands; band++) {
      const cut = buffer.subarray(band * part, (band + 1) * part);
      const bytes = await compress(new Uint8Array(cut.buffer, cut.byteOffset, cut.byteLength), {
        level: gzipLevel,
      });
      await files.write(join(root, chunkPath(plan, chunk, band)), bytes);
    }
    saved = true;
  }

  return {
    plan,
    async append(data) {
      buffer.set(data, held * frameSize);
      held++;
      saved = false;
      if (held < plan.chunkFrames) return;
      await write();
      buffer.fill(0);
      held = 0;
      chunk++;
    },
    async flush() {
      if (!saved) await write();
    },
    async chunk(index) {
      if (index === chunk) return buffer.slice();
      const parts: Uint8Array[] = [];
      for (let band = 0; band < bands; band++) {
        const at = chunkPath(plan, index, band);
        const bytes = await files.read(join(root, at));
        if (!bytes)
          throw new RecordingError(
            root,
            `the recording is damaged: ${at} is missing.`,
            'Leave its folder alone while it is written.',
          );
        parts.push(await expand(bytes));
      }
      const { buffer: whole } = Uint8Array.from(Buffer.concat(parts));
      return new arrays[plan.type](whole);
    },
    restore(frames, data) {
      chunk = Math.floor(frames / plan.chunkFrames);
      held = frames % plan.chunkFrames;
      buffer.set(data.subarray(0, held * frameSize));
      saved = held === 0;
    },
  };
}
