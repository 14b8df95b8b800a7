/** `crn-grid sweep`: many runs of one scenario, planned, done, put together and shown. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { compiled, threadCount } from '../../pool/actors.ts';
import { runShard, type ShardProgress } from '../../sweep/engine/run-shard.ts';
import { merge } from '../../sweep/results/merge.ts';
import { parseShard, type Shard, shardFromEnvironment, wholeSweep } from '../../sweep/results/shard.ts';
import { shared, whole } from '../given/options.ts';
import { onInterrupt } from '../interrupt.ts';
import { conclude, tell } from '../sweep/conclude.ts';
import { replayCommand } from '../sweep/replay.ts';
import { writeReport } from '../sweep/report/write-report.ts';
import { submitAction } from '../sweep/submit/submit.ts';
import { submitOptions } from '../sweep/submit/submit-options.ts';
import { hasChanged, plannedFolder, planSweep } from '../sweep/sweep-folder.ts';
import { printPlan, standingOf } from '../sweep/sweep-text.ts';
import { count, openTerminal, seconds, type Terminal } from '../terminal.ts';

interface SweepFlags {
  out?: string;
  overwrite?: boolean;
  keep?: boolean;
  shard?: string;
  shards?: number;
  threads?: number;
  memory?: number;
  quiet?: boolean;
  json?: boolean;
}

/** A thread that cannot load the program can tell of nothing. */
const leastMemory = 64;

function memory(text: string): number {
  const megabytes = whole(text);
  if (megabytes < leastMemory)
    throw new InvalidArgumentError(`A thread needs ${leastMemory} MB to begin with.`);
  return megabytes;
}

const scriptOrFolder = 'a script that exports a sweep, or the folder of one that was planned';

export function sweepCommand(): Command {
  const sweep = new Command('sweep')
    .summary('run a scenario many times, with its numbers changed')
    .description(
      'Runs a scenario many times with some of its numbers changed: on all threads, or in parts on many machines. What is done is kept: a sweep that was interrupted goes on where it was, and nothing is done twice.',
    )
    .addHelpText(
      'after',
      `
Examples:
  crn-grid sweep run scenarios/bees.sweep.ts                     all of it, and a report
  crn-grid sweep run scenarios/bees.sweep.ts --shard 1/4         a quarter of it, on this machine
  crn-grid sweep submit scenarios/bees.sweep.ts --slurm --wait   all of it, by a cluster
  crn-grid sweep status scenarios/bees.sweep.ts                  what is done
  crn-grid sweep retry scenarios/bees.sweep.ts                   the failed runs once more
  crn-grid sweep merge scenarios/bees.sweep.ts                   one table of what all shards did
  crn-grid sweep replay sweeps/bees-sweep 123                    a recording of one run, to look at`,
    );
  const add = (name: string, summary: string, options: readonly Option[], action: typeof runAction): void => {
    const command = new Command(name)
      .description(summary)
      .argument('<sweep>', scriptOrFolder)
      .addOption(new Option('--out <folder>', 'folder of the sweep (default: sweeps/<name>)'));
    for (const option of [...options, shared.quiet(), shared.json()]) command.addOption(option);
    sweep.addCommand(command.exitOverride().option('--debug', 'show the stack of an error').action(action));
  };
  const overwrite = new Option('--overwrite', 'plan anew over another plan, whose results are removed');
  const keep = new Option('--keep', 'the script was changed, but computes what it did: its results stay');
  const work = [
    new Option('--shard <i/n>', 'only the i-th of n parts, the first is 1').conflicts('shards'),
    new Option(
      '--shards <n>',
      'only one of n parts: which, says SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, from 0',
    ).argParser(whole),
    shared.threads(),
    new Option('--memory <MB>', `of each thread, at most; ${leastMemory} or more`).argParser(memory),
  ];
  add(
    'plan',
    'Writes what the sweep will do: every run with its values and its seed.',
    [overwrite, keep],
    planAction,
  );
  add(
    'run',
    'Does the runs that are not done, planning them where that was not done.',
    [...work, overwrite, keep],
    runAction,
  );
  add(
    'retry',
    'Does the runs that failed once more, and those that are not done.',
    [...work, keep],
    retryAction,
  );
  add('submit', 'Has a cluster do the runs that are not done.', submitOptions(), submitAction);
  add('status', 'Says what is done, what failed, and why.', [], statusAction);
  add('report', 'Draws what is done so far: one page to read, and its figures.', [], reportAction);
  add('merge', 'Puts the results of all shards together in one table.', [], mergeAction);
  return sweep.addCommand(replayCommand());
}

async function planAction(given: string, flags: SweepFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { header, folder } = await planSweep(given, flags, terminal);
  if (flags.json) process.stdout.write(`${JSON.stringify({ folder, ...header }, null, 2)}\n`);
  else printPlan(terminal, header, folder, { given, ...flags });
}

const runAction = (given: string, flags: SweepFlags): Promise<void> => work(given, flags, false);
const retryAction = (given: string, flags: SweepFlags): Promise<void> => work(given, flags, true);

function shardOf({ shard, shards }: SweepFlags): Shard {
  if (shard !== undefined) return parseShard(shard);
  return shards === undefined ? wholeSweep : shardFromEnvironment(shards, process.env);
}

async function work(given: string, flags: SweepFlags, retry: boolean): Promise<void> {
  const terminal = openTerminal(flags);
  const shard = shardOf(flags);
  const planned = await planSweep(given, flags, terminal);
  const { folder, header, runs, file } = planned;
  const threads = threadCount(flags.threads);
  terminal.note(
    `${header.name}: ${count(header.points)} points, ${count(header.runs)} runs${shard.of > 1 ? `, part ${shard.index + 1} of ${shard.of}` : ''}, in ${folder}`,
  );
  const stopping = new AbortController();
  const stopListening = onInterrupt(() => {
    terminal.note('Stopping after the runs at hand; the same command goes on from there.');
    stopping.abort();
  });
  const began = performance.now();
  let first: number | undefined;
  let ended: ShardProgress;
  try {
    ended = await runShard({
      ...{ folder, header, runs, shard, threads, retry },
      script: file,
      worker: compiled(new URL('../sweep/sweep-worker.ts', import.meta.url)),
      signal: stopping.signal,
      onWait: (lock) =>
        terminal.note(
          `Another machine may be at work on this part (${lock}): waiting for a sign of life, some minutes at most…`,
        ),
      ...(flags.memory === undefined ? {} : { memoryMb: flags.memory }),
      onProgress: (now) => {
        first ??= now.done + now.failed;
        const here = now.done + now.failed - first;
        const left = (now.total - now.done - now.failed) * ((performance.now() - began) / 1000 / here);
        terminal.progress(
          now.done + now.failed,
          now.total,
          `${count(now.done)} done${now.failed > 0 ? `, ${count(now.failed)} failed` : ''}`,
          // The first runs of all wait for threads to start: they tell nothing.
          here > 2 * threads ? left : Number.NaN,
        );
      },
    });
    terminal.endProgress();
    const here = ended.done + ended.failed - (first ?? 0);
    const spent = (performance.now() - began) / 1000;
    if (here > 0)
      terminal.note(
        `${count(here)} runs in ${seconds(spent)}: ${+(here / spent).toPrecision(3)} a second on ${threads} threads`,
      );
  } finally {
    stopListening();
  }
  const left = ended.total - ended.done - ended.failed;
  const part = { flags: ` --shard ${shard.index + 1}/${shard.of}`, failed: ended.failed, left };
  await conclude({ terminal, folder, header, given, ...flags, ...(shard.of > 1 ? { part } : {}) });
  // Whatever began this must not take a part that was stopped for a whole one.
  if (left > 0) process.exitCode = 130;
}

/** What was planned there; a script that is another by now is told of. */
async function openPlanned(given: string, { out }: SweepFlags, terminal: Terminal) {
  const planned = await plannedFolder(given, out);
  if (hasChanged(given, planned.header))
    terminal.note(
      `${given} was changed since this was planned: what follows is of the script as it was then.`,
    );
  return planned;
}

async function statusAction(given: string, flags: SweepFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { folder, header } = await openPlanned(given, flags, terminal);
  tell({ terminal, folder, header, given, ...flags }, await standingOf(folder, header), []);
}

async function reportAction(given: string, flags: SweepFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { folder, header } = await openPlanned(given, flags, terminal);
  const page = await writeReport(folder, header);
  tell({ terminal, folder, header, given, ...flags }, await standingOf(folder, header), [page]);
}

async function mergeAction(given: string, flags: SweepFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { folder, header } = await openPlanned(given, flags, terminal);
  const { files } = await merge(folder, header);
  const standing = await standingOf(folder, header);
  tell({ terminal, folder, header, given, ...flags }, standing, files);
  if (standing.left > 0) process.exitCode = 1;
}
