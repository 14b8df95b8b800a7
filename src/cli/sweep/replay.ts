/** `crn-grid sweep replay`: one run of a sweep once more, as a recording to look at. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { RecordingError, ScenarioError } from '../../errors.ts';
import { agree, keptOf, replayRun } from '../../sweep/engine/replay-run.ts';
import type { SweepHeader } from '../../sweep/plan/header.ts';
import type { PlannedRun, Runs } from '../../sweep/plan/point-of-run.ts';
import { hasFailed, type RunResult } from '../../sweep/results/run-result.ts';
import { quoted } from '../../sweep/submit/shell.ts';
import { shared } from '../given/options.ts';
import { aligned } from '../infer/infer-text.ts';
import { onInterrupt } from '../interrupt.ts';
import { count, openTerminal, type Terminal, timeText } from '../terminal.ts';
import { hashScript } from './hash-script.ts';
import { openSweep } from './open-sweep.ts';
import { plannedFolder } from './sweep-folder.ts';

interface ReplayFlags {
  out?: string;
  overwrite?: boolean;
  threads?: number;
  quiet?: boolean;
  json?: boolean;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description(
      'Does one run of a sweep again, with its seed and all its factors, as a recording; and says whether its measures are those in the table.',
    )
    .argument('<sweep>', 'the folder of a sweep, or its script')
    .argument('<run>', 'which run: its number in runs.csv, or its id in plan.jsonl')
    .addOption(
      new Option('--out <path>', 'where the recording goes (default: runs/<name>-run-<number>.zarr)'),
    )
    .addOption(new Option('--overwrite', 'replace a recording that is there'))
    .addOption(shared.threads())
    .addOption(shared.quiet())
    .addOption(shared.json())
    .exitOverride()
    .option('--debug', 'show the stack of an error')
    .action(replayAction);
}

async function replayAction(given: string, which: string, flags: ReplayFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { folder, header } = await plannedFolder(given, undefined);
  const { sweep, file, hash, runs, find } = await openSweep(resolve(folder, header.script));
  if (hash !== header.hash)
    throw new RecordingError(
      folder,
      `${file} is of another sweep by now: the run that was planned cannot be repeated`,
      'Give it back what it was, or plan the sweep anew.',
    );
  if (hashScript(file) !== header.scriptHash)
    terminal.note(`${file} was changed since this was planned: its functions may compute something else.`);
  const planned = plannedRun(runs, which);
  const kept = await keptOf(folder, header.runs, planned);
  const out = flags.out ?? join('runs', `${header.name}-run-${planned.run}.zarr`);
  tellRun(terminal, header, planned);
  const stopping = new AbortController();
  const stopListening = onInterrupt(() => stopping.abort());
  const now = await replayRun({
    ...{ sweep, runs, find, planned, out, overwrite: flags.overwrite === true },
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    command: `crn-grid ${process.argv.slice(2).join(' ')}`,
    signal: stopping.signal,
    onFrame: ({ step, time }, steps) => terminal.progress(step, steps, timeText(time, header.timeUnit)),
  }).finally(stopListening);
  terminal.endProgress();
  const recording = existsSync(out) ? out : undefined;
  if (!now) {
    terminal.note(`Stopped: ${out} ends before the run does.`);
    process.exitCode = 130;
    return;
  }
  const same = kept && agree(now, kept);
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ ...planned, now, kept, same, recording }, null, 2)}\n`);
  else tellResult(terminal, header, now, kept);
  if (recording) terminal.print(`Look at it: crn-grid view ${quoted(recording)}`);
  if (same === false) process.exitCode = 1;
}

/** @throws ScenarioError where there is no such run */
function plannedRun(runs: Runs, which: string): PlannedRun {
  const number = /^[0-9]{1,15}$/.test(which) ? Number(which) : numberOf(runs, which);
  if (number >= 0 && number < runs.runs) return runs.planned(number);
  throw new ScenarioError(
    `run "${which}"`,
    'the sweep has none of that number or id',
    `Its runs are 0 to ${runs.runs - 1}, as in the first column of runs.csv; ids are in plan.jsonl.`,
  );
}

/** Number of the run with an id; −1 for none. */
function numberOf({ runs, planned }: Runs, id: string): number {
  for (let run = 0; run < runs; run++) if (planned(run).id === id) return run;
  return -1;
}

function tellRun(terminal: Terminal, { name, runs, factors }: SweepHeader, planned: PlannedRun): void {
  const { run, point, seed, values } = planned;
  terminal.note(`${name}: run ${run} of ${count(runs)}, point ${point}, seed ${seed}`);
  if (factors.length > 0)
    terminal.note(`  ${factors.map((factor, f) => `${factor.name} ${values[f]}`).join(', ')}`);
}

/** What came out now, beside what the sweep has kept. */
function tellResult(
  terminal: Terminal,
  { measures, versions }: SweepHeader,
  now: RunResult,
  kept: RunResult | undefined,
): void {
  const shown = (result: RunResult | undefined, m: number): string =>
    !result ? '' : hasFailed(result) ? 'failed' : String(result.values[m] ?? 'none');
  const head = ['measure', 'now', ...(kept ? ['in the table'] : [])];
  const rows = measures.map((name, m) => [name, shown(now, m), ...(kept ? [shown(kept, m)] : [])]);
  for (const line of aligned([head, ...rows])) terminal.print(line);
  if (hasFailed(now)) terminal.print(`It failed: ${now.failed.name}: ${now.failed.message}`);
  if (!kept) terminal.print('The sweep has not done it so far: there is nothing to compare it with.');
  else if (agree(now, kept))
    terminal.print(hasFailed(now) ? 'So it did in the sweep.' : 'All measures are those of the sweep.');
  else {
    if (hasFailed(kept))
      terminal.print(`In the sweep it failed: ${kept.failed.name}: ${kept.failed.message}`);
    const by = Object.entries(versions).map(([what, version]) => `${what} ${version}`);
    terminal.print(`It is not what the sweep has, which was planned by ${by.join(', ')}.`);
  }
}
