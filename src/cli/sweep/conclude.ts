/** How a command of `sweep` ends: what is there is put together, and it says how the sweep stands. */

import type { SweepHeader } from '../../sweep/plan/header.ts';
import { merge } from '../../sweep/results/merge.ts';
import type { Terminal } from '../terminal.ts';
import { writeReport } from './report/write-report.ts';
import { type Given, printStanding, type SweepStanding, standingOf } from './sweep-text.ts';

export interface Ending extends Given {
  readonly terminal: Terminal;
  readonly folder: string;
  readonly header: SweepHeader;
  /** The summary as JSON. */
  readonly json?: boolean;
  /** What the command adds to that summary. */
  readonly more?: object;
}

/** Puts together what is there, where all is, and says how the sweep stands. */
export async function conclude(ending: Ending): Promise<SweepStanding> {
  const { folder, header } = ending;
  const standing = await standingOf(folder, header);
  const files =
    standing.left === 0 ? [...(await merge(folder, header)).files, await writeReport(folder, header)] : [];
  tell(ending, standing, files);
  return standing;
}

/**
 * Says how it stands; whatever reads the exit code must not take a table with failures for a whole one. That of a part
 * is about its own runs: a cluster would try it again for those of another.
 */
export function tell(ending: Ending, standing: SweepStanding, files: readonly string[]): void {
  const { terminal, json, more, part } = ending;
  if (json) process.stdout.write(`${JSON.stringify({ ...more, ...standing, files }, null, 2)}\n`);
  else printStanding(terminal, standing, files, ending);
  if ((part ?? standing).failed > 0) process.exitCode = 1;
}
