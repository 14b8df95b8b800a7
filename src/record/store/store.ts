/** What a store says about itself: reads and checks the group's `zarr.json`. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { type Files, whyFailed } from '../files.ts';
import { type ForkedFrom, format, formatVersion, type RecordingHeader, readableVersions } from '../format.ts';
import type { Intervention } from '../intervention.ts';
import { isRecordedAbstraction } from '../recorded-abstraction.ts';
import { readInterventions } from './intervention-file.ts';

/** The group's metadata, checked as far as this room relies on it. */
export interface StoreState {
  readonly header: RecordingHeader;
  /** Frames the store holds for sure. */
  readonly frames: number;
  /** Zarr metadata of every array, by folder. */
  readonly arrays: Readonly<Record<string, object>>;
  readonly interventions: readonly Intervention[];
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'string');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isForkedFrom(value: unknown): value is ForkedFrom {
  return (
    isObject(value) && typeof value.recording === 'string' && isCount(value.frame) && isCount(value.step)
  );
}

const texts = ['scenario', 'scenarioHash', 'network', 'timeUnit', 'command'];

function isHeader(value: Json): value is Json & RecordingHeader {
  return (
    texts.every((key) => typeof value[key] === 'string') &&
    [value.height, value.width].every((n) => isCount(n) && n > 0) &&
    [value.species, value.fields, value.observables].every(isNames) &&
    typeof value.seed === 'number' &&
    typeof value.dt === 'number' &&
    [value.rates, value.kernel, value.versions].every(isObject) &&
    (value.abstraction === undefined || isRecordedAbstraction(value.abstraction)) &&
    (value.past === undefined || (isCount(value.past) && value.past > 1)) &&
    (value.routes === undefined || isNames(value.routes)) &&
    (value.forkedFrom === undefined || isForkedFrom(value.forkedFrom))
  );
}

function framesOf(counts: unknown): number | undefined {
  if (!isObject(counts) || !Array.isArray(counts.shape)) return undefined;
  return isCount(counts.shape[0]) ? counts.shape[0] : undefined;
}

const remedy = 'Give the folder that `crn-grid run` wrote, or make the recording again.';

/**
 * Reads the state of the recording at `path`.
 *
 * @throws RecordingError  there is none; it is something else; it is damaged or of another version
 */
export async function readStore(files: Files, path: string): Promise<StoreState> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(join(path, 'zarr.json'));
  } catch (cause) {
    throw new RecordingError(path, `the recording cannot be read: ${whyFailed(cause)}.`, remedy, { cause });
  }
  if (!bytes) throw new RecordingError(path, 'there is no recording here (no zarr.json).', remedy);
  let group: unknown;
  try {
    group = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RecordingError(path, 'the recording is damaged: zarr.json is cut off.', remedy, { cause });
  }
  const attributes = isObject(group) ? group.attributes : undefined;
  if (!isObject(group) || !isObject(attributes) || attributes.format !== format)
    throw new RecordingError(path, 'this is a Zarr store, but no recording of crn-grid.', remedy);
  if (!readableVersions.includes(attributes.formatVersion))
    throw new RecordingError(
      path,
      `the recording has version ${String(attributes.formatVersion)}, this crn-grid reads ${formatVersion}.`,
      'Read it with the crn-grid that wrote it, or update crn-grid.',
    );
  const { format: _, formatVersion: __, coordinates: ___, ...header } = attributes;
  const consolidated = isObject(group.consolidated_metadata)
    ? group.consolidated_metadata.metadata
    : undefined;
  const frames = isObject(consolidated) ? framesOf(consolidated.counts) : undefined;
  if (!isHeader(header) || !isObject(consolidated) || frames === undefined)
    throw new RecordingError(path, 'the recording is damaged: zarr.json lacks parts of its header.', remedy);
  const arrays: Record<string, object> = {};
  for (const [folder, metadata] of Object.entries(consolidated))
    if (isObject(metadata)) arrays[folder] = metadata;
  return { header, frames, arrays, interventions: await readInterventions(files, path) };
}
