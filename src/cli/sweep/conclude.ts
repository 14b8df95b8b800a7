/** How a command of `sweep` ends: what is there is put together, and it says how the sweep stands. */
import { merge } from '../../sweep/merge.ts';
import type { SweepHeader } from '../../sweep/plan/header.ts';
import type { Terminal } from '../terminal.ts';
import { printStanding, type Standings, standingOf } from './sweep-text.ts';
import { writeReport } from './write-report.ts';

export interface Ending {
  readonly terminal: Terminal;
  readonly folder: string;
  readonly header: SweepHeader;
  /** What the user gave to the command. */
  readonly given: string;
  /** Where `--out` said that the sweep lies. */
  readonly out?: string;
  /** Of the sweep, the part that the command did: what goes on with it, and whether all of it is done. */
  readonly part?: string;
  readonly wholePart?: boolean;
  /** The summary as JSON. */
  readonly json?: boolean;
  /** What the command adds to that summary. */
  readonly more?: object;
}

/** Puts together what is there, where all is, and says how the sweep stands. */
export async function conclude(ending: Ending): Promise<Standings> {
  const { folder, header } = ending;
  const standing = await standingOf(folder, header);
  const files =
    standing.left === 0 ? [...(await merge(folder, header)).files, await writeReport(folder, header)] : [];
  tell(ending, standing, files);
  return standing;
}

/** Says how it stands; whatever reads the exit code must not take a table with failures for a whole one. */
export function tell(ending: Ending, standing: Standings, files: readonly string[]): void {
  const { terminal, json, more } = ending;
  if (json) process.stdout.write(`${JSON.stringify({ ...more, ...standing, files }, null, 2)}\n`);
  else printStanding(terminal, standing, files, ending);
  if (standing.failed > 0) process.exitCode = 1;
}
