/** What somebody gave to a command of `sweep`: a script, or the folder of a sweep that was planned. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { RecordingError, ScenarioError } from '../../errors.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { checkCorners } from '../../sweep/plan/check-corners.ts';
import { headerOf, headerPath, readHeader, type SweepHeader } from '../../sweep/plan/header.ts';
import { writePlan } from '../../sweep/plan/write-plan.ts';
import { resultsFolder } from '../../sweep/results/result-log.ts';
import { loadSweep } from '../given/load-sweep.ts';
import { count, type Terminal } from '../terminal.ts';
import { type OpenSweep, openSweep } from './open-sweep.ts';

/** A sweep with its plan. */
export interface PlannedSweep extends OpenSweep {
  readonly folder: string;
  readonly header: SweepHeader;
}

const isFolder = (path: string): boolean => existsSync(headerPath(path));

/** The folder of a sweep that was planned, and what it says. @throws RecordingError where nothing was planned */
export async function plannedFolder(
  given: string,
  out: string | undefined,
): Promise<{ folder: string; header: SweepHeader }> {
  const folder = isFolder(given) ? given : (out ?? folderOf((await loadSweep(given)).sweep.name));
  const header = await readHeader(folder);
  if (header) return { folder, header };
  throw new RecordingError(
    folder,
    'no sweep was planned there',
    `Plan and run it: crn-grid sweep run ${given}${out === undefined ? '' : ` --out ${out}`}`,
  );
}

const folderOf = (name: string): string => join('sweeps', name);

/**
 * Reads a sweep and its plan; writes the plan where there is none.
 *
 * @throws what is wrong with the script; RecordingError where another sweep was planned there
 */
export async function planSweep(
  given: string,
  flags: { readonly out?: string; readonly overwrite?: boolean },
  terminal: Terminal,
): Promise<PlannedSweep> {
  const before = isFolder(given) ? await readHeader(given) : undefined;
  const opened = await openSweep(before ? resolve(given, before.script) : given);
  const folder = before ? given : (flags.out ?? folderOf(opened.sweep.name));
  const planned = before ?? (await readHeader(folder));
  if (planned?.hash === opened.hash) return { ...opened, folder, header: planned };
  if (planned && !flags.overwrite) throw otherPlan(folder, planned, opened);
  await checkEveryCorner(given, opened);
  if (planned) await rm(resultsFolder(folder), { recursive: true, force: true });
  const script = relative(resolve(folder), opened.file);
  const header = headerOf(opened.sweep, opened.runs, opened.hash, script);
  await writePlan(folder, header, opened.runs, (written) =>
    terminal.progress(written, header.runs, `planned ${count(written)} runs`),
  );
  terminal.endProgress();
  return { ...opened, folder, header };
}

/** Points that would all fail alike are told of before anything is planned. */
async function checkEveryCorner(given: string, { sweep, runs, find }: OpenSweep): Promise<void> {
  await checkCorners(sweep, runs, async (scenario) => {
    const { setup, start } = setUp(scenario, {});
    await find(scenario, setup, start);
  }).catch((error: Error) => {
    throw new ScenarioError(given, error.message, '', { cause: error });
  });
}

function otherPlan(folder: string, planned: SweepHeader, { sweep, runs }: OpenSweep): RecordingError {
  const now = headerOf(sweep, runs, '', '');
  const entries = ['name', 'factors', 'design', 'replicates', 'seeds', 'measures', 'designSeed'] as const;
  const differ = entries.filter((entry) => JSON.stringify(planned[entry]) !== JSON.stringify(now[entry]));
  const what = differ.length > 0 ? differ.join(', ') : 'the scenario, a function or the weights';
  return new RecordingError(
    folder,
    `the sweep planned there was another: ${what} ${differ.length > 1 ? 'differ' : 'differs'}`,
    'Give another folder with --out, or --overwrite to plan it anew and drop its results.',
  );
}
