/** A training in progress, on disk: written after every epoch, read when it is started again. */
import { Packr, Unpackr } from 'msgpackr';
import { AbstractionError } from '../errors.ts';
import type { Counts } from '../kernels/kernel.ts';
import { cureOf, disk, whyFailed } from '../record/files.ts';
import type { FitState } from './fit.ts';

export interface TrainingProgress {
  /** Everything that decides the result; another key is another training. */
  readonly key: string;
  readonly round: number;
  /** What the grid visited before each round but the first. */
  readonly visited: readonly Counts[];
  readonly fit: FitState;
}

const format = 'crn-grid training 1';
const packer = new Packr({ useRecords: false, moreTypes: true });
const unpacker = new Unpackr({ useRecords: false, moreTypes: true });

/** @throws AbstractionError when the disk refuses */
export async function writeProgress(path: string, progress: TrainingProgress): Promise<void> {
  try {
    await disk.write(path, packer.pack({ format, ...progress }));
  } catch (error) {
    throw new AbstractionError(path, `the training cannot be saved: ${whyFailed(error)}`, cureOf(error), {
      cause: error,
    });
  }
}

/** The progress of this very training; undefined where there is none, or that of another. */
export async function readProgress(path: string, key: string): Promise<TrainingProgress | undefined> {
  const bytes = await disk.read(path);
  if (!bytes) return undefined;
  let found: Partial<TrainingProgress & { format: string }>;
  try {
    found = unpacker.unpack(bytes) as typeof found;
  } catch (error) {
    throw new AbstractionError(
      path,
      'it is no training, or only a part of one',
      'Remove it to train from the start.',
      {
        cause: error,
      },
    );
  }
  if (found.format !== format)
    throw new AbstractionError(
      path,
      `its format is ${String(found.format)}, and "${format}" can be read`,
      'Remove it to train from the start.',
    );
  return found.key === key ? (found as TrainingProgress) : undefined;
}

/** For when the training is done. */
export function removeProgress(path: string): Promise<void> {
  return disk.remove(path);
}
