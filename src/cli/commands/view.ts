/** `crn-grid view`: watches a run, or looks at a recording, in the browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { realClock } from '../../serve/clock.ts';
import { liveSource } from '../../serve/sources/live.ts';
import { recordedSource } from '../../serve/sources/recorded.ts';
import { checkRecording } from '../given/check-recording.ts';
import { shared } from '../given/options.ts';
import { whatLiesThere } from '../given/what-lies-there.ts';
import { interrupted } from '../interrupt.ts';
import { opening, prepareRun, type RunFlags, runOptions } from '../run/prepare-run.ts';
import { type WatchFlags, watch, watchOptions } from '../run/watching.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

interface ViewFlags extends RunFlags, WatchFlags {
  held?: boolean;
  scenario?: string;
  quiet?: boolean;
}

export function viewCommand(): Command {
  const command = new Command('view')
    .summary('watch a run, or a recording, in the browser')
    .description(
      'Runs a scenario and shows it in the browser, or shows a recording: panels, charts, a time line; a running one can be held, stepped, painted in, its rates changed, and forked.',
    )
    .argument('<path>', 'a scenario file, e.g. scenarios/bees.ts, or a recording, e.g. runs/bees.zarr');
  for (const option of [...runOptions(), ...watchOptions()]) command.addOption(option);
  return command
    .option('--out <path>', 'keep the recording of the run here (default: it goes when the viewer ends)')
    .addOption(new Option('--overwrite', 'replace a recording that is there'))
    .option(
      '--scenario <file>',
      'what a recording was made with: its frames can then be forked, and the forks lie beside it',
    )
    .option('--held', 'hold the run at its start: the space bar of the page lets it go on, frame by frame')
    .addOption(shared.quiet())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid view scenarios/bees.ts                        run and watch
  crn-grid view scenarios/bees.ts --kernel ssa --rate fade=0.3 --out runs/faded.zarr
  crn-grid view runs/bees.zarr                           look at what was recorded
  crn-grid view runs/bees.zarr --scenario scenarios/bees.ts   and fork it from any of its frames
  crn-grid view scenarios/bees.ts --host 0.0.0.0         let others watch, with the token that is printed
The run waits at its start for the first page. The page stays until Ctrl-C.`,
    )
    .action(viewAction);
}

async function viewAction(path: string, flags: ViewFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { kind } = whatLiesThere(path);
  if (kind === 'recording') return viewRecording(path, flags, terminal);
  if (kind === 'laws') checkRecording(path, 'view');
  if (flags.scenario !== undefined)
    throw new ScenarioError('--scenario', 'it is for recordings', 'Leave it out: the scenario stands alone.');
  const temporary = flags.out === undefined ? await mkdtemp(join(tmpdir(), 'crn-grid-')) : undefined;
  try {
    const prepared = await prepareRun(path, flags, terminal, (name) => join(temporary!, `${name}.zarr`));
    terminal.note(opening(prepared));
    if (temporary !== undefined) terminal.note('The recording goes when the viewer ends; `--out` keeps it.');
    await viewRun(prepared.session, temporary === undefined, flags, terminal);
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

async function viewRun(
  session: Parameters<typeof liveSource>[0]['session'],
  kept: boolean,
  flags: ViewFlags,
  terminal: Terminal,
): Promise<void> {
  const source = await liveSource({ id: 'run', session, kept, held: true, clock: realClock });
  const server = await watch(source, flags, terminal, () => {
    if (!flags.held && source.status().step === 0) void source.control!('resume').catch(() => {});
  }).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  let leaving = false;
  source.ended.then(
    ({ status }) => {
      if (leaving) return;
      terminal.note(
        `The run has ${status === 'finished' ? 'finished' : 'been stopped'}. The page stays until Ctrl-C.`,
      );
    },
    (error: unknown) => terminal.note(error instanceof Error ? error.message : String(error)),
  );
  await interrupted();
  leaving = true;
  await server.close();
}

async function viewRecording(path: string, flags: ViewFlags, terminal: Terminal): Promise<void> {
  const known = flags.scenario === undefined ? ofRecordings : [...ofRecordings, 'threads'];
  const foreign = Object.keys(flags).find((name) => !known.includes(name));
  if (foreign !== undefined)
    throw new ScenarioError(`--${foreign}`, 'it is for runs, and this is a recording', 'Leave it out.');
  const { scenario, threads } = flags;
  const prepared =
    scenario === undefined
      ? undefined
      : await prepareRun(scenario, { like: path, ...(threads === undefined ? {} : { threads }) }, terminal);
  const source = await recordedSource('run', path, realClock, prepared?.session);
  const server = await watch(source, flags, terminal);
  await interrupted();
  await server.close();
}

const ofRecordings = ['port', 'host', 'open', 'quiet', 'debug', 'scenario'];
