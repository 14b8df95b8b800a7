/**
 * The whole state of a run in one file, to go on from: bit for bit as if it had never stopped.
 *
 * The file is one msgpack map `{ format, formatVersion, sha256, body }`; the body is a msgpack map
 * of its own, so that its checksum tells a file that was cut off or changed.
 */
import { createHash } from 'node:crypto';
import { Packr } from 'msgpackr';
import { RecordingError } from '../errors.ts';
import { cureOf, disk, type Files, whyFailed } from './files.ts';

const format = 'crn-grid checkpoint';
const formatVersion = 1;

export interface Checkpoint {
  readonly scenarioHash: string;
  /** Steps done. */
  readonly step: number;
  /** In the scenario's unit. */
  readonly time: number;
  /** When the run was to end. */
  readonly until: number;
  /** Shape [height, width, species], row-major. May lie in shared memory when written. */
  readonly counts: Int32Array;
  /** Of a kernel that looks back: counts before the present ones, and by cell how many are known. */
  readonly past?: { readonly counts: Int32Array; readonly known: Int32Array };
  /** Real-valued signals, shape [height, width] each. */
  readonly fields: Readonly<Record<string, Float64Array>>;
  /** Frames the recording held, for `reopenRecorder`. */
  readonly framesWritten: number;
}

// moreTypes: without it msgpackr turns typed arrays into Buffers. useRecords: off, other languages read it.
const packr = new Packr({ moreTypes: true, useRecords: false });

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A copy in memory of its own: msgpackr writes the whole buffer behind a view, and shared memory changes. */
function owned<T extends Int32Array | Float64Array>(values: T): T {
  return values.slice() as T;
}

function ownedAll(columns: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, owned(values)]));
}

/**
 * Writes a checkpoint, replacing the one that is there: a crash leaves the old one or the new one.
 *
 * @throws RecordingError  the disk fails; the previous checkpoint is kept
 */
export async function writeCheckpoint(path: string, data: Checkpoint, files: Files = disk): Promise<void> {
  const plain = {
    ...data,
    counts: owned(data.counts),
    ...(data.past ? { past: { counts: owned(data.past.counts), known: owned(data.past.known) } } : {}),
    fields: ownedAll(data.fields),
  };
  const body = Uint8Array.from(packr.pack(plain));
  try {
    await files.write(path, packr.pack({ format, formatVersion, sha256: sha256(body), body }));
  } catch (cause) {
    const what = `the checkpoint cannot be written: ${whyFailed(cause)}. An earlier one is kept.`;
    throw new RecordingError(path, what, `${cureOf(cause)}.`, { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArrays(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((v) => v instanceof Float64Array);
}

function isPast(value: unknown): boolean {
  return isObject(value) && value.counts instanceof Int32Array && value.known instanceof Int32Array;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return (
    isObject(value) &&
    typeof value.scenarioHash === 'string' &&
    [value.step, value.time, value.until, value.framesWritten].every((v) => typeof v === 'number') &&
    value.counts instanceof Int32Array &&
    (value.past === undefined || isPast(value.past)) &&
    isArrays(value.fields)
  );
}

/**
 * Reads a checkpoint back.
 *
 * @throws RecordingError  no such file, no checkpoint, cut off, changed, or of another version
 */
export async function readCheckpoint(path: string, files: Files = disk): Promise<Checkpoint> {
  const again = 'Start the run again without `--resume`, or give an earlier checkpoint.';
  const bytes = await files.read(path).catch((cause: unknown) => {
    throw new RecordingError(path, `the checkpoint cannot be read: ${whyFailed(cause)}.`, again, { cause });
  });
  if (!bytes) throw new RecordingError(path, 'there is no checkpoint here.', again);
  let outer: unknown;
  try {
    outer = packr.unpack(bytes);
  } catch (cause) {
    throw new RecordingError(path, 'this is no checkpoint, or one that was cut off.', again, { cause });
  }
  if (!isObject(outer) || outer.format !== format)
    throw new RecordingError(path, 'this is no checkpoint, or one that was cut off.', again);
  if (outer.formatVersion !== formatVersion)
    throw new RecordingError(
      path,
      `the checkpoint has version ${String(outer.formatVersion)}, this crn-grid reads ${formatVersion}.`,
      'Resume with the crn-grid that wrote it, or start the run again.',
    );
  const { body, sha256: sum } = outer;
  const whole = body instanceof Uint8Array && sum instanceof Uint8Array && sha256(body).equals(sum);
  const data: unknown = whole ? packr.unpack(body) : undefined;
  if (!isCheckpoint(data))
    throw new RecordingError(path, 'the checkpoint is damaged: its checksum is wrong.', again);
  return data;
}
