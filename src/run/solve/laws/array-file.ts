/** One Zarr array of fixed shape, written and read whole. */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as zarr from 'zarrita';
import { RecordingError } from '../../../errors.ts';
import { type Files, whyFailed } from '../../../record/files.ts';
import { bytesCodec, gzipLevel, packedStrings, zarrArray } from '../../../record/format.ts';
import { jsonBytes } from '../../../record/frame-writer.ts';
import type { Part } from '../method.ts';

const compress = promisify(gzip);
const codecs = [bytesCodec, { name: 'gzip', configuration: { level: gzipLevel } }];
/** A chunk is no larger. */
const chunkBytes = 2 ** 24;

/** Metadata of a Zarr node, by its folder in the store. */
export type Nodes = Record<string, object>;

export interface ArrayOptions {
  /**
   * Rows and columns of a chunk. Default: whole rows, as many as fit. An array that is to grow gives what it
   * will have: then no number ever moves to another chunk, and the old metadata fit the new chunks.
   */
  readonly chunk?: readonly [rows: number, columns?: number];
  readonly attributes?: object;
}

/**
 * Writes an array. A crash leaves each of its files old or new.
 *
 * @returns its metadata
 */
export async function writeArray(
  files: Files,
  root: string,
  folder: string,
  { data, shape, dimensions }: Part,
  { chunk = [0], attributes = {} }: ArrayOptions = {},
): Promise<object> {
  const [rows, columns = 1, ...inner] = shape as [number, number?, ...number[]];
  const width = inner.reduce((a, b) => a * b, 1);
  const fit = Math.floor(chunkBytes / Math.max(1, data.BYTES_PER_ELEMENT * columns * width));
  const tall = chunk[0] || Math.max(1, Math.min(rows, fit));
  const wide = chunk[1] ?? columns;
  for (let r = 0; r < rows; r += tall)
    for (let c = 0; c < columns; c += wide) {
      const size = tall * wide * width;
      const out = data instanceof Int32Array ? new Int32Array(size) : new Float64Array(size);
      for (let row = r; row < Math.min(rows, r + tall); row++) {
        const from = (row * columns + c) * width;
        const to = (row * columns + Math.min(columns, c + wide)) * width;
        out.set(data.subarray(from, to), (row - r) * wide * width);
      }
      const place = [r / tall, c / wide, ...inner.map(() => 0)].slice(0, shape.length);
      const bytes = await compress(new Uint8Array(out.buffer), { level: gzipLevel });
      await files.write(join(root, folder, 'c', place.join('/')), bytes);
    }
  const type = data instanceof Int32Array ? 'int32' : 'float64';
  const layout = [tall, wide, ...inner].slice(0, shape.length);
  const metadata = zarrArray(shape, layout, type, dimensions, codecs, attributes);
  await files.write(join(root, folder, 'zarr.json'), jsonBytes(metadata));
  return metadata;
}

/** Writes names as a coordinate. @returns its metadata */
export async function writeNames(
  files: Files,
  root: string,
  folder: string,
  names: readonly string[],
): Promise<object> {
  const n = names.length;
  const metadata = zarrArray([n], [n], 'string', [folder], [{ name: 'vlen-utf8' }], {});
  await files.write(join(root, folder, 'c', '0'), packedStrings(names));
  await files.write(join(root, folder, 'zarr.json'), jsonBytes(metadata));
  return metadata;
}

/** The array of that metadata. @throws RecordingError where a chunk is missing or cut off */
export async function readArray(
  files: Files,
  root: string,
  folder: string,
  metadata: object | undefined,
): Promise<Part> {
  const damaged = (what: string, cause?: unknown): RecordingError =>
    new RecordingError(root, `the laws are damaged: ${what}.`, 'Solve again with `--overwrite`.', { cause });
  if (!metadata) throw damaged(`${folder} is missing`);
  const source = {
    async get(key: string): Promise<Uint8Array> {
      const bytes = await files.read(join(root, key));
      // zarrita takes a missing chunk for one full of zeros.
      if (!bytes) throw damaged(`${key.slice(1)} is missing`);
      return bytes;
    },
  };
  const { shape: given, dimension_names: dimensions } = metadata as {
    shape: number[];
    dimension_names: string[];
  };
  // zarrita refuses arrays without any entry.
  if (given?.includes(0)) return { data: new Float64Array(0), shape: given, dimensions };
  try {
    const array = new zarr.Array<'int32' | 'float64', typeof source>(
      source,
      `/${folder}`,
      metadata as zarr.ArrayMetadata<'int32' | 'float64'>,
    );
    const { data, shape } = await zarr.get(array);
    return { data: data as Int32Array | Float64Array, shape, dimensions };
  } catch (cause) {
    if (cause instanceof RecordingError) throw cause;
    throw damaged(`${folder} cannot be read (${whyFailed(cause)})`, cause);
  }
}
