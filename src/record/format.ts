/**
 * What a recording looks like on disk: a Zarr v3 group that `xarray.open_zarr` reads.
 *
 *     run.zarr/zarr.json          the group: header as attributes, and the metadata of every array
 *             counts/             int32   (time, y, x, species)
 *             <field>/            float64 (time, y, x)
 *             <observable>/       float64 (time)
 *             past/ known/        int32   (time, y, x, ago, species) and (time, y, x): of kernels that look back
 *             route/              uint8   (time, y, x): which way each cell went in the step before the frame, of
 *                                 kernels with more than one; its attributes `flag_values` and `flag_meanings` name
 *                                 them as the CF conventions have it
 *             step/ time/ y/ x/ species/   coordinates
 *             scalars.parquet     step, time and every observable as one table
 *             interventions.json  what was done to the run from outside; absent where nothing was
 *             outcome.json        how the run went; the only file that may differ between equal runs
 *
 * The group's `zarr.json` is replaced last and in one piece, so it always tells the frames really
 * there. Zarr v3: https://zarr-specs.readthedocs.io/en/latest/v3/core/
 */

import type { RecordedAbstraction } from './recorded-abstraction.ts';

/** How the viewer and the figures show one species, field or observable. */
export interface ViewHint {
  /** A CSS colour. */
  readonly colour?: string;
  /** Shown instead of the name. */
  readonly label?: string;
}

/** What a recording says about its run. Plain JSON; every key is an attribute of the Zarr group. */
export interface RecordingHeader {
  /** The scenario's name. */
  readonly scenario: string;
  readonly scenarioHash: string;
  /** Rows of the grid (y). */
  readonly height: number;
  /** Columns of the grid (x). */
  readonly width: number;
  /** Columns of the counts, in order. */
  readonly species: readonly string[];
  /** Names of the real-valued signals. */
  readonly fields: readonly string[];
  /** Names of the scalars of a frame. */
  readonly observables: readonly string[];
  /** The network as the user wrote it. */
  readonly network: string;
  readonly rates: Readonly<Record<string, number | readonly number[]>>;
  readonly seed: number;
  /** Length of a step, in `timeUnit`. */
  readonly dt: number;
  /** `hour`; '' where time has no unit. */
  readonly timeUnit: string;
  readonly kernel: { readonly kind: string };
  /** What computed a learned kernel's network: its last bits are the backend's. */
  readonly backend?: string;
  /** What a learned kernel has learned; absent in recordings of exact kernels, and in those of 0.3.0 and before. */
  readonly abstraction?: RecordedAbstraction;
  /** Who wrote it: `{ 'crn-grid': '0.1.0', node: '20.19.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command line that makes this recording. */
  readonly command: string;
  /** Steps that the kernel looks back on, the present one among them; absent where it does not look back. */
  readonly past?: number;
  /**
   * Names of the numbers in the plane that tells which way each cell went; absent where there is none: of kernels
   * with one way, where it was not wanted, and in recordings of 0.3.0 and before.
   */
  readonly routes?: readonly string[];
  /** Where the run was forked from; absent where it began at time 0. */
  readonly forkedFrom?: ForkedFrom;
  /** By species, field or observable. */
  readonly view?: Readonly<Record<string, ViewHint>>;
}

/** The frame of another recording that a run began with. */
export interface ForkedFrom {
  /** Name of the other recording's folder. */
  readonly recording: string;
  /** Number of the frame there. */
  readonly frame: number;
  readonly step: number;
}

export const format = 'crn-grid recording';
export const formatVersion = 2;
/** Version 1 knew no interventions, and kept no past. */
export const readableVersions: readonly unknown[] = [1, formatVersion];

/** Bytes of a chunk we aim for: a viewer fetches few files, a reader wastes little. */
const chunkBytes = 2 ** 20;
/** A chunk never exceeds this; a larger frame is cut into bands of rows. */
const largestChunkBytes = 2 ** 24;
/** Rows of a chunk of numbers per frame. */
const chunkScalars = 4096;

/** One array that grows along time. */
export interface ArrayPlan {
  /** Folder inside the store. */
  readonly folder: string;
  /** The name in the header; for all but fields and observables the kind. */
  readonly name: string;
  readonly kind: 'counts' | 'field' | 'past' | 'known' | 'route' | 'observable' | 'step' | 'time';
  readonly type: 'uint8' | 'int32' | 'float64';
  /** What its numbers stand for, where they are names. */
  readonly meanings?: readonly string[];
  /** Dimensions behind time. */
  readonly inner: readonly number[];
  readonly dimensions: readonly string[];
  /** Frames in a chunk. */
  readonly chunkFrames: number;
  /** Entries of the first inner dimension in a chunk: rows of the grid. 1 where there is none. */
  readonly chunkRows: number;
}

const taken = ['counts', 'step', 'time', 'y', 'x', 'species', 'c', 'figures'];

/** Folder names: letters, digits, `_ + -`, none twice even where a disk ignores case. */
function folderNames(names: readonly string[], more: readonly string[]): string[] {
  const used = new Set([...taken, ...more]);
  return names.map((name) => {
    const plain = name.replace(/[^\p{L}\p{N}_+-]/gu, '_').replace(/^_+/, '') || 'value';
    let folder = plain;
    for (let n = 2; used.has(folder.toLowerCase()); n++) folder = `${plain}_${n}`;
    used.add(folder.toLowerCase());
    return folder;
  });
}

const real: readonly ArrayPlan['kind'][] = ['field', 'observable', 'time'];

function plan(
  folder: string,
  name: string,
  kind: ArrayPlan['kind'],
  inner: number[],
  dimensions: string[],
): ArrayPlan {
  const type = kind === 'route' ? 'uint8' : real.includes(kind) ? 'float64' : 'int32';
  const size = { uint8: 1, int32: 4, float64: 8 }[type];
  const frameBytes = inner.reduce((a, b) => a * b, size);
  const rows = inner[0] ?? 1;
  const bands = Math.ceil(frameBytes / largestChunkBytes);
  return {
    folder,
    name,
    kind,
    type,
    inner,
    dimensions: ['time', ...dimensions],
    chunkFrames: inner.length === 0 ? chunkScalars : Math.max(1, Math.floor(chunkBytes / frameBytes)),
    chunkRows: Math.max(1, Math.ceil(rows / bands)),
  };
}

/** Every array of a recording that grows, in the order they are written. */
export function arrayPlans(header: RecordingHeader): ArrayPlan[] {
  const { height, width, species, fields, observables, past = 1, routes } = header;
  const folders = folderNames(
    [...fields, ...observables],
    [...(past > 1 ? ['past', 'known'] : []), ...(routes ? ['route'] : [])],
  );
  const kept = ['y', 'x', 'ago', 'species'];
  return [
    plan('counts', 'counts', 'counts', [height, width, species.length], ['y', 'x', 'species']),
    ...fields.map((name, i) => plan(folders[i]!, name, 'field', [height, width], ['y', 'x'])),
    ...(past > 1
      ? [
          plan('past', 'past', 'past', [height, width, past - 1, species.length], kept),
          plan('known', 'known', 'known', [height, width], ['y', 'x']),
        ]
      : []),
    ...(routes
      ? [{ ...plan('route', 'route', 'route', [height, width], ['y', 'x']), meanings: routes }]
      : []),
    ...observables.map((name, i) => plan(folders[fields.length + i]!, name, 'observable', [], [])),
    plan('step', 'step', 'step', [], []),
    plan('time', 'time', 'time', [], []),
  ];
}

export const bytesCodec = { name: 'bytes', configuration: { endian: 'little' } };

/** Level 4: within 20 % of the smallest on counts, at a third of its cost. */
export const gzipLevel = 4;

export function zarrArray(
  shape: readonly number[],
  chunk: readonly number[],
  type: string,
  dimensions: readonly string[],
  codecs: readonly object[],
  attributes: object,
): object {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs,
    fill_value: type === 'string' ? '' : 0,
    dimension_names: dimensions,
    attributes,
  };
}

/** Zarr metadata of a growing array that holds `frames` frames. */
export function growingMetadata(plan: ArrayPlan, frames: number, timeUnit: string): object {
  const [, ...rest] = plan.inner;
  const chunk = plan.inner.length === 0 ? [plan.chunkFrames] : [plan.chunkFrames, plan.chunkRows, ...rest];
  // `unit`, not `units`: xarray would turn a `units` of time into nanoseconds.
  const { meanings } = plan;
  const attributes = {
    kind: plan.kind,
    ...(plan.kind === 'time' ? { unit: timeUnit } : { name: plan.name }),
    ...(meanings ? { flag_values: [...meanings.keys()], flag_meanings: meanings.join(' ') } : {}),
  };
  const codecs = [bytesCodec, { name: 'gzip', configuration: { level: gzipLevel } }];
  return zarrArray([frames, ...plan.inner], chunk, plan.type, plan.dimensions, codecs, attributes);
}

/** A coordinate that never changes: its metadata and its only chunk. */
export interface FixedCoordinate {
  readonly folder: 'y' | 'x' | 'species';
  readonly metadata: object;
  readonly chunk: Uint8Array;
}

function cellNumbers(folder: 'y' | 'x', n: number): FixedCoordinate {
  const numbers = Int32Array.from({ length: n }, (_, i) => i);
  const metadata = zarrArray([n], [n], 'int32', [folder], [bytesCodec], {});
  return { folder, metadata, chunk: new Uint8Array(numbers.buffer) };
}

/** `vlen-utf8`: how many, then each string behind its length in bytes; all uint32, little-endian. */
export function packedStrings(strings: readonly string[]): Uint8Array {
  const parts = strings.map((s) => Buffer.from(s, 'utf8'));
  const out = Buffer.alloc(4 + parts.reduce((sum, p) => sum + 4 + p.length, 0));
  let at = out.writeUInt32LE(parts.length, 0);
  for (const part of parts) {
    at = out.writeUInt32LE(part.length, at);
    at += part.copy(out, at);
  }
  return out;
}

/** The coordinates y, x and species. */
export function fixedCoordinates({ height, width, species }: RecordingHeader): FixedCoordinate[] {
  const n = species.length;
  const metadata = zarrArray([n], [n], 'string', ['species'], [{ name: 'vlen-utf8' }], {});
  return [
    cellNumbers('y', height),
    cellNumbers('x', width),
    { folder: 'species', metadata, chunk: packedStrings(species) },
  ];
}

/** Metadata of the group: the header, and a copy of every array's metadata (`consolidated`). */
export function groupMetadata(header: RecordingHeader, arrays: Readonly<Record<string, object>>): object {
  return {
    zarr_format: 3,
    node_type: 'group',
    // `coordinates` tells xarray that `step` labels frames and is not data.
    attributes: { format, formatVersion, coordinates: 'step', ...header },
    consolidated_metadata: { kind: 'inline', must_understand: false, metadata: arrays },
  };
}
