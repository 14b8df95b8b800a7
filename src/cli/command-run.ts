/** `crn-grid run`: runs a scenario, keeps it, and says what happened. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { RecordingError } from '../errors.ts';
import { plotRecording } from '../figures/plot-recording.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { ssa } from '../kernels/specs.ts';
import { readCheckpoint } from '../record/checkpoint.ts';
import { openRecording } from '../record/recording.ts';
import { type Overrides, setUp } from '../run/scenario/setup.ts';
import { checkpointPath, overridesOf, recordRun } from '../run/session.ts';
import { backendNames, chooseBackend } from '../tensor/backends.ts';
import { warnOfLearned } from './learned-warnings.ts';
import { loadScenario } from './load-scenario.ts';
import { askedKernel, kernelOf, shared } from './options.ts';
import { resolveKernel } from './resolve-kernel.ts';
import { jsonSummary, printSummary } from './summary.ts';
import { openTerminal, timeText } from './terminal.ts';

interface RunFlags {
  seed?: number;
  threads?: number;
  until?: number;
  kernel?: string;
  outside?: 'ssa' | 'learned' | 'error';
  backend?: string;
  rate?: Record<string, number>;
  size?: [number, number];
  out?: string;
  overwrite?: boolean;
  resume?: string;
  figures: boolean;
  quiet?: boolean;
  json?: boolean;
}

export function runCommand(): Command {
  return new Command('run')
    .summary('run a scenario and record it')
    .description(
      'Runs a scenario: steps every cell, lets molecules travel, records frames, draws figures, prints a summary.',
    )
    .argument('<scenario>', 'a scenario file, e.g. scenarios/bees.ts')
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(shared.until())
    .addOption(shared.kernel())
    .addOption(shared.outside())
    .addOption(
      new Option(
        '--backend <name>',
        'what computes a learned kernel’s network (default: the CPU, every thread its own rows)',
      ).choices(backendNames),
    )
    .addOption(shared.rate())
    .addOption(shared.size())
    .addOption(
      new Option('--out <path>', 'where the recording goes (default: a new place under runs/)').conflicts(
        'resume',
      ),
    )
    .addOption(new Option('--overwrite', 'replace a recording that is there').conflicts('resume'))
    .option('--resume <recording>', 'go on with a run that was stopped, as it was started')
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
  crn-grid run scenarios/x16.ts --backend webgpu        one GPU computes the rows of all threads
Ctrl-C stops cleanly and leaves a checkpoint to resume from.`,
    )
    .action(runAction);
}

async function runAction(path: string, flags: RunFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const { backend: recorded, ...before }: Overrides =
    flags.resume === undefined ? {} : await overridesOf(flags.resume);
  if (flags.resume !== undefined)
    await checkResumable(flags.resume, scenario.name, flags.until ?? before.until!);
  const overrides: Overrides = {
    ...before,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.until === undefined ? {} : { until: flags.until }),
    ...(flags.rate === undefined ? {} : { rates: { ...before.rates, ...flags.rate } }),
    ...(flags.size === undefined ? {} : { size: flags.size }),
  };
  const named = await askedKernel(flags.kernel);
  const asked = named !== undefined || flags.outside !== undefined;
  const backend = flags.backend ?? (asked ? undefined : recorded);
  const kernel = !asked && before.kernel ? before.kernel : kernelOf(scenario, named, flags.outside);
  const { setup, start } = setUp(scenario, { ...overrides, kernel: kernel === 'auto' ? ssa() : kernel });
  const resolved = await resolveKernel(kernel, {
    scenario,
    setup,
    start,
    abstractions: [abstractions],
    file: path,
    overrides,
    ...(typeof named === 'object' ? { stored: named } : {}),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });
  if (resolved.reason) terminal.note(resolved.reason);
  warnOfLearned(terminal, resolved, scenario, setup, flags.resume === undefined ? start : undefined);

  const wanted = { ...overrides, ...(backend === undefined ? {} : { backend }), kernel: resolved.spec };
  // Whatever is wrong with it is said before anything is written.
  setUp(scenario, wanted);
  const choice = backend === undefined ? undefined : await chooseBackend('run', backend);
  if (choice && flags.backend !== undefined) terminal.note(`network on ${choice.backend}: ${choice.device}`);

  const out = flags.resume ?? flags.out ?? freePath('runs', scenario.name);
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    terminal.note('Stopping after this step… (again to quit at once)');
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const steps = setup.steps;
  terminal.note(opening(scenario.name, setup.lattice, steps, resolved.spec, out));
  const outcome = await recordRun({
    scenario,
    overrides: wanted,
    ...(resolved.abstraction ? { abstraction: resolved.abstraction } : {}),
    ...(resolved.path === undefined ? {} : { abstractionFolder: resolved.path }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    out,
    overwrite: flags.overwrite === true,
    resume: flags.resume !== undefined,
    command: `crn-grid ${process.argv.slice(2).join(' ')}`,
    signal: stop.signal,
    onFrame: (frame) => terminal.progress(frame.step, steps, timeText(frame.time, scenario.time.unit)),
  }).finally(() => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  });
  terminal.endProgress();
  const recording = await openRecording(out);
  const figures =
    flags.figures && outcome.status === 'finished'
      ? await plotRecording(recording, { out: join(out, 'figures', scenario.name) })
      : [];
  const { abstraction } = recording.header;
  const summary = {
    ...{ outcome, scenario, setup: { ...setup, kernel: resolved.spec }, out, figures, file: path },
    ...(abstraction ? { abstraction } : {}),
  };
  if (flags.json) process.stdout.write(`${JSON.stringify(jsonSummary(summary), null, 2)}\n`);
  else printSummary(terminal, summary);
  if (outcome.status === 'stopped') process.exitCode = 130;
}

/** @throws RecordingError where a recording is of another scenario (said before its rates are looked up in this one), or at its end */
async function checkResumable(path: string, name: string, until: number): Promise<void> {
  const { header } = await openRecording(path);
  if (header.scenario !== name)
    throw new RecordingError(
      path,
      `it is a recording of "${header.scenario}", and the scenario is "${name}"`,
      'Resume with the scenario it was made by.',
    );
  const { time } = await readCheckpoint(checkpointPath(path));
  if (time >= until)
    throw new RecordingError(
      path,
      `it is at t = ${time} already: nothing is left to do`,
      'Give a later `--until`.',
    );
}

function opening(
  name: string,
  lattice: { width: number; height: number },
  steps: number,
  kernel: KernelSpec,
  out: string,
): string {
  return `${name}: ${lattice.width} × ${lattice.height} cells, ${steps} steps, kernel ${kernel.kind} → ${out}`;
}

/** `runs/bees.zarr`, or the first `runs/bees-2.zarr`, `-3`… that is free. */
function freePath(folder: string, name: string): string {
  for (let i = 1; ; i++) {
    const path = join(folder, `${name}${i === 1 ? '' : `-${i}`}.zarr`);
    if (!existsSync(path)) return path;
  }
}
