/** What the folder of a sweep says about it: `sweep.json`. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { disk, type Files } from '../../record/files.ts';
import { version } from '../../version.ts';
import type { DesignSpec } from '../designs/design-spec.ts';
import type { Shown } from '../factors/factor.ts';
import { type Between, isBetween } from '../factors/values.ts';
import type { Sweep } from '../sweep.ts';
import type { Runs } from './point-of-run.ts';

export const sweepFormat = 1;

/** Plain data. */
export interface SweepHeader {
  readonly format: typeof sweepFormat;
  readonly name: string;
  /** The script, relative to the folder. */
  readonly script: string;
  readonly scenario: string;
  readonly timeUnit: string;
  /** SHA-256 of the script: its functions read what stands beside them, which no hash of theirs tells. */
  readonly scriptHash: string;
  /** As `hashSweep` gives it. */
  readonly hash: string;
  readonly points: number;
  readonly replicates: number;
  readonly runs: number;
  readonly factors: readonly { readonly name: string; readonly values: readonly Shown[] | Between }[];
  readonly measures: readonly string[];
  /** A list of points is in the plan. */
  readonly design: Exclude<DesignSpec, { kind: 'list' }> | { readonly kind: 'list' };
  readonly designSeed: number;
  /** Where all points share their seeds. */
  readonly seeds?: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
}

/** @param script  where it lies, relative to the folder; and SHA-256 of its bytes */
export function headerOf(
  sweep: Sweep,
  runs: Runs,
  hash: string,
  script: { readonly path: string; readonly hash: string },
): SweepHeader {
  const { name, base, design, factors, measures, designSeed, seeds, replicates } = sweep;
  return {
    format: sweepFormat,
    name,
    script: script.path,
    scriptHash: script.hash,
    scenario: base.name,
    timeUnit: base.time.unit,
    hash,
    ...{ points: runs.points, replicates, runs: runs.runs },
    factors: factors.map((factor) => ({
      name: factor.name,
      values: isBetween(factor.values) ? factor.values : factor.values.map((value) => factor.show(value)),
    })),
    measures: Object.keys(measures),
    design: design.kind === 'list' ? { kind: 'list' } : design,
    designSeed,
    ...(seeds ? { seeds } : {}),
    versions: { 'crn-grid': version, node: process.versions.node },
  };
}

export const headerPath = (folder: string): string => join(folder, 'sweep.json');

/** @returns undefined where no sweep lies in the folder @throws RecordingError for a file that cannot be read */
export async function readHeader(folder: string, files: Files = disk): Promise<SweepHeader | undefined> {
  const bytes = await files.read(headerPath(folder));
  if (bytes === undefined) return undefined;
  let header: Partial<SweepHeader>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RecordingError(
      headerPath(folder),
      'it is no JSON',
      'Remove it and plan the sweep again: what is done stays.',
      {
        cause,
      },
    );
  }
  if (header.format !== sweepFormat)
    throw new RecordingError(
      headerPath(folder),
      `its format is ${String(header.format)}, and ${sweepFormat} can be read`,
      'Use the version of crn-grid that made it, or plan the sweep again in another folder.',
    );
  return header as SweepHeader;
}
