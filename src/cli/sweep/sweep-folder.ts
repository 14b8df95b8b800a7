/** What somebody gave to a command of `sweep`: a script, or the folder of a sweep that was planned. */
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { RecordingError, ScenarioError } from '../../errors.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { checkCorners } from '../../sweep/plan/check-corners.ts';
import { headerOf, headerPath, readHeader, type SweepHeader } from '../../sweep/plan/header.ts';
import { tryMeasures } from '../../sweep/plan/try-measures.ts';
import { planPath, writePlan } from '../../sweep/plan/write-plan.ts';
import { resultsFolder } from '../../sweep/results/result-log.ts';
import { loadSweep } from '../given/load-sweep.ts';
import { count, type Terminal } from '../terminal.ts';
import { hashScript } from './hash-script.ts';
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
  flags: { readonly out?: string; readonly overwrite?: boolean; readonly keep?: boolean },
  terminal: Terminal,
): Promise<PlannedSweep> {
  const before = isFolder(given) ? await readHeader(given) : undefined;
  const opened = await openSweep(before ? resolve(given, before.script) : given);
  const folder = before ? given : (flags.out ?? folderOf(opened.sweep.name));
  const planned = before ?? (await readHeader(folder));
  const script = { path: relative(resolve(folder), opened.file), hash: hashScript(opened.file) };
  if (planned?.hash === opened.hash && !flags.overwrite) {
    const same = planned.scriptHash === script.hash;
    if (!same && !flags.keep) throw changedScript(folder);
    if (same && existsSync(planPath(folder))) return { ...opened, folder, header: planned };
  } else {
    if (planned && !flags.overwrite) throw otherPlan(folder, planned, opened);
    if (!planned) checkFolder(folder);
    await checkEveryCorner(given, opened);
    if (planned) await rm(resultsFolder(folder), { recursive: true, force: true });
  }
  const header = headerOf(opened.sweep, opened.runs, opened.hash, script);
  await writePlan(folder, header, opened.runs, (written) =>
    terminal.progress(written, header.runs, `planned ${count(written)} runs`),
  );
  terminal.endProgress();
  return { ...opened, folder, header };
}

/** Whether a script is not what it was when a sweep was planned; a folder always is. */
export function hasChanged(given: string, { scriptHash }: SweepHeader): boolean {
  return !isFolder(given) && hashScript(given) !== scriptHash;
}

/** What is of a sweep may lie there: its plan is made again. @throws RecordingError for anything else */
function checkFolder(folder: string): void {
  const own = ['results', 'plan.jsonl', 'logs', 'figures'];
  const other = existsSync(folder) ? readdirSync(folder).find((name) => !own.includes(name)) : undefined;
  if (other !== undefined && !existsSync(resultsFolder(folder)))
    throw new RecordingError(
      folder,
      `it holds something else already, such as ${other}`,
      'Give another folder with --out: a sweep fills one of its own.',
    );
}

function changedScript(folder: string): RecordingError {
  return new RecordingError(
    folder,
    'the script was changed since this sweep was planned, and its functions may compute something else now',
    'Give --keep if they do not, --overwrite to drop what is done, or another folder with --out.',
  );
}

/** Points that would all fail alike are told of before anything is planned. */
async function checkEveryCorner(given: string, { sweep, runs, find }: OpenSweep): Promise<void> {
  await checkCorners(sweep, runs, async (scenario) => {
    const { setup, start } = setUp(scenario, {});
    await find(scenario, setup, start);
  })
    .then(() => tryMeasures(sweep, runs))
    .catch((error: Error) => {
      throw new ScenarioError(given, error.message, '', { cause: error });
    });
}

function otherPlan(folder: string, planned: SweepHeader, { sweep, runs }: OpenSweep): RecordingError {
  const now = headerOf(sweep, runs, '', { path: '', hash: '' });
  const entries = ['name', 'factors', 'design', 'replicates', 'seeds', 'measures', 'designSeed'] as const;
  const differ = entries.filter((entry) => JSON.stringify(planned[entry]) !== JSON.stringify(now[entry]));
  const what = differ.length > 0 ? differ.join(', ') : 'the scenario, a function or the weights';
  return new RecordingError(
    folder,
    `the sweep planned there was another: ${what} ${differ.length > 1 ? 'differ' : 'differs'}`,
    'Give another folder with --out, or --overwrite to plan it anew and drop its results.',
  );
}
