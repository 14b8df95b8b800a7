/** `crn-grid run`: runs a scenario, keeps it, and says what happened. */
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { plotRecording } from '../../figures/plot-recording.ts';
import { openRecording } from '../../record/recording.ts';
import { recordRun, type SessionOptions } from '../../run/session.ts';
import { realClock } from '../../serve/clock.ts';
import { liveSource } from '../../serve/sources/live.ts';
import { shared } from '../given/options.ts';
import { interrupted, onInterrupt } from '../interrupt.ts';
import { opening, prepareRun, type RunFlags, runOptions } from '../run/prepare-run.ts';
import { jsonSummary, printSummary } from '../run/summary.ts';
import { type WatchFlags, watch, watchOptions } from '../run/watching.ts';
import { openTerminal, type Terminal, timeText } from '../terminal.ts';

interface Flags extends RunFlags, WatchFlags {
  archive?: string;
  view?: boolean;
  figures: boolean;
  quiet?: boolean;
  json?: boolean;
}

export function runCommand(): Command {
  const command = new Command('run')
    .summary('run a scenario and record it')
    .description(
      'Runs a scenario: steps every cell, lets molecules travel, records frames, draws figures, prints a summary.',
    )
    .argument(
      '[scenario]',
      'a scenario file, e.g. scenarios/bees.ts, a model (.xml, .bngl, .net, .ka), or experiments with models (.omex, .sedml)',
    );
  for (const option of runOptions()) command.addOption(option);
  command
    .addOption(
      new Option(
        '-i, --archive <file>',
        'the experiments of a COMBINE archive, as tools of BioSimulators take it',
      ),
    )
    .addOption(
      new Option('-o, --out <path>', 'where the recording goes (default: a new place under runs/)').conflicts(
        'resume',
      ),
    )
    .addOption(new Option('--overwrite', 'replace a recording that is there').conflicts('resume'))
    .addOption(
      new Option('--resume <recording>', 'go on with a run that was stopped, as it was started').conflicts(
        'interventions',
      ),
    )
    .addOption(
      new Option('--view', 'show it in the browser while it runs; the page stays until Ctrl-C').conflicts(
        'json',
      ),
    );
  for (const option of watchOptions()) command.addOption(option);
  return command
    .option('--no-figures', 'draw nothing at the end')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid run scenarios/bees.ts                        every cell steps the trained kernel
  crn-grid run scenarios/bees.ts --kernel ssa --seed 8  the same, exactly, with another seed
  crn-grid run scenarios/bees.ts --kernel scenarios/abstractions/bees-0123456789ab    what this folder holds
  crn-grid run scenarios/bees-large.ts --threads 2 --out runs/meadow.zarr
  crn-grid run scenarios/bees.ts --resume runs/bees.zarr
  crn-grid run scenarios/bees.ts --interventions runs/bees.zarr   the same run again, poked at the same steps
  crn-grid run scenarios/bees-large.ts --view            watch it in the browser
  crn-grid run model.xml --grid 32x32 --hop A=0.5       a model of another program, in space
  crn-grid run archive.omex --out results               the experiments of a COMBINE archive: reports and plots
  crn-grid run scenarios/x16.ts --backend webgpu        one GPU computes the rows of all threads
Ctrl-C stops cleanly and leaves a checkpoint to resume from.`,
    )
    .action(runAction);
}

async function runAction(given: string | undefined, flags: Flags, command: Command): Promise<void> {
  const path = flags.archive ?? given;
  if (path === undefined || (flags.archive !== undefined && given !== undefined))
    throw new ScenarioError(
      'run',
      'it takes one scenario, model or archive',
      'Name it: crn-grid run scenarios/bees.ts.',
    );
  const terminal = openTerminal(flags);
  if (flags.archive !== undefined || /\.(omex|sedml)$/i.test(path)) {
    checkPlain(path, command);
    // Few need it, and all would wait for it.
    const { runExperiments } = await import('../run/run-experiments.ts');
    return await runExperiments(path, flags.out ?? `${basename(path)}.out`, terminal);
  }
  const prepared = await prepareRun(path, flags, terminal);
  const { scenario, setup, session } = prepared;
  const { out } = session;
  const stop = new AbortController();
  const listenNoMore = onInterrupt(() => {
    terminal.note('Stopping after this step… (again to quit at once)');
    stop.abort();
  });
  terminal.note(opening(prepared));
  const recorded: SessionOptions = {
    ...session,
    signal: stop.signal,
    onFrame: (frame) => terminal.progress(frame.step, setup.steps, timeText(frame.time, scenario.time.unit)),
  };
  const watched = flags.view
    ? await watchedRun(recorded, flags, terminal).catch((error: unknown) => {
        listenNoMore();
        throw error;
      })
    : undefined;
  const outcome = await (watched?.outcome ?? recordRun(recorded)).finally(listenNoMore);
  terminal.endProgress();
  const recording = await openRecording(out);
  const figures =
    flags.figures && outcome.status === 'finished'
      ? await plotRecording(recording, { out: join(out, 'figures', scenario.name) })
      : [];
  const { abstraction } = recording.header;
  const summary = {
    ...{ outcome, scenario, setup, out, figures, file: path },
    ...(abstraction ? { abstraction } : {}),
  };
  if (flags.json) process.stdout.write(`${JSON.stringify(jsonSummary(summary), null, 2)}\n`);
  else printSummary(terminal, summary);
  if (watched && !stop.signal.aborted) {
    terminal.note('The page stays until Ctrl-C.');
    await interrupted();
  }
  await watched?.server.close();
  if (outcome.status === 'stopped') process.exitCode = 130;
}

/** An experiment says itself how it is run. @throws ScenarioError for flags that would change nothing */
function checkPlain(path: string, command: Command): void {
  const given = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' &&
      !['archive', 'out', 'quiet', 'debug'].includes(option.attributeName()),
  );
  if (given)
    throw new ScenarioError(
      path,
      `\`${given.long}\` says nothing to an experiment`,
      'Its document says how it is run: change it there.',
    );
}

/** The same run, with a page that looks at it. */
async function watchedRun(session: SessionOptions, flags: Flags, terminal: Terminal) {
  const source = await liveSource({ id: 'run', session, kept: true, clock: realClock });
  try {
    return { outcome: source.ended, server: await watch(source, flags, terminal) };
  } catch (error) {
    await source.close();
    throw error;
  }
}
