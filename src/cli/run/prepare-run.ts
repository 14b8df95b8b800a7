/** From a command line to a run that can start: the scenario read, its kernel found, everything checked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { RecordingError, ScenarioError } from '../../errors.ts';
import { ssa } from '../../kernels/specs.ts';
import { readCheckpoint } from '../../record/checkpoint.ts';
import { openRecording } from '../../record/recording.ts';
import { hashSetup, type Overrides, type Setup, setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { checkpointPath, overridesOf, type SessionOptions } from '../../run/session.ts';
import { backendNames, chooseBackend } from '../../tensor/backends.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { askedKernel, kernelOf, shared } from '../given/options.ts';
import { resolveKernel } from '../given/resolve-kernel.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfLearned } from './learned-warnings.ts';

/** What a command line may change of a run. */
export interface RunFlags {
  seed?: number;
  threads?: number;
  until?: number;
  kernel?: string;
  outside?: 'ssa' | 'learned' | 'error';
  backend?: string;
  rate?: Record<string, number>;
  size?: [number, number];
  hop?: Record<string, number>;
  out?: string;
  overwrite?: boolean;
  resume?: string;
  interventions?: string;
  /** A recording: everything as it was made, so that it can be forked. */
  like?: string;
}

/** The options for them that `run` and `view` share, in the order of `--help`. */
export function runOptions(): Option[] {
  return [
    shared.seed(),
    shared.threads(),
    shared.until(),
    shared.kernel(),
    shared.outside(),
    new Option(
      '--backend <name>',
      'what computes a learned kernel’s network (default: the CPU, every thread its own rows)',
    ).choices(backendNames),
    shared.rate(),
    shared.size(),
    shared.hop(),
    new Option(
      '--interventions <recording>',
      'do to this run what was done to a recorded one: the rates changed and the cells painted in the viewer',
    ),
  ];
}

/** A scenario of whose species some hop at other rates. */
function hopping(scenario: Scenario, hop: Record<string, number> | undefined): Scenario {
  return hop ? { ...scenario, hop: { ...scenario.hop, ...hop } } : scenario;
}

export interface PreparedRun {
  readonly scenario: Scenario;
  readonly setup: Setup;
  /** All that `recordRun` wants, but for who listens. */
  readonly session: Omit<SessionOptions, 'onFrame' | 'onStart' | 'signal'>;
}

/**
 * Reads, resolves and checks; writes nothing.
 *
 * @param out  where the recording goes, where no flag says
 * @throws what is wrong with the scenario, the flags, the abstraction or the recording to resume
 */
export async function prepareRun(
  path: string,
  flags: RunFlags,
  terminal: Terminal,
  out: (name: string) => string = (name) => freePath('runs', name),
): Promise<PreparedRun> {
  const { abstractions, notes, ...loaded } = await loadScenario(path);
  const scenario = hopping(loaded.scenario, flags.hop);
  for (const note of notes) terminal.note(note);
  const made = flags.resume ?? flags.like;
  const { backend: recorded, ...before }: Overrides = made === undefined ? {} : await overridesOf(made);
  if (made !== undefined) await checkMadeBy(made, scenario);
  if (flags.resume !== undefined) await checkResumable(flags.resume, flags.until ?? before.until!);
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
  warnOfLearned(terminal, resolved, scenario, setup, made === undefined ? start : undefined);

  const wanted = { ...overrides, ...(backend === undefined ? {} : { backend }), kernel: resolved.spec };
  // Whatever is wrong with it is said before anything is written.
  const ready = setUp(scenario, wanted);
  const choice = backend === undefined ? undefined : await chooseBackend('run', backend);
  if (choice && flags.backend !== undefined) terminal.note(`network on ${choice.backend}: ${choice.device}`);

  const hash = hashSetup(ready.setup, ready.start, resolved.abstraction);
  if (flags.like !== undefined && (await openRecording(flags.like)).header.scenarioHash !== hash)
    throw new ScenarioError(
      path,
      `${flags.like} was not made by this scenario, or by another version of it or of its weights`,
      'Give the scenario as it was then; `crn-grid view` without `--scenario` shows the recording alone.',
    );

  const poked = flags.interventions === undefined ? undefined : await openRecording(flags.interventions);
  if (poked && poked.header.scenarioHash !== hash)
    terminal.note(`${flags.interventions} was made otherwise, by: ${poked.header.command}`);
  return {
    scenario,
    setup: { ...setup, kernel: resolved.spec },
    session: {
      scenario,
      overrides: wanted,
      ...(resolved.abstraction ? { abstraction: resolved.abstraction } : {}),
      ...(resolved.path === undefined ? {} : { abstractionFolder: resolved.path }),
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(poked ? { interventions: poked.interventions } : {}),
      out: made ?? flags.out ?? out(scenario.name),
      overwrite: flags.overwrite === true,
      resume: flags.resume !== undefined,
      command: `crn-grid ${process.argv.slice(2).join(' ')}`,
    },
  };
}

/** @throws RecordingError where a recording is of another scenario: said before its rates are looked up in this one */
async function checkMadeBy(path: string, { name, crn }: Scenario): Promise<void> {
  const { header } = await openRecording(path);
  const todo = 'Give the scenario it was made by.';
  if (header.scenario !== name)
    throw new RecordingError(
      path,
      `it is a recording of "${header.scenario}", and the scenario is "${name}"`,
      todo,
    );
  const rates = new Set<string>(crn.rates);
  const lost = Object.keys(header.rates).find((rate) => !rates.has(rate));
  if (lost !== undefined)
    throw new RecordingError(
      path,
      `its network has a rate ${lost}, and that of the scenario has none of that name`,
      todo,
    );
}

/** @throws RecordingError where a recording is at its end */
async function checkResumable(path: string, until: number): Promise<void> {
  const { time } = await readCheckpoint(checkpointPath(path));
  if (time >= until)
    throw new RecordingError(
      path,
      `it is at t = ${time} already: nothing is left to do`,
      'Give a later `--until`.',
    );
}

/** What is about to be run, in a line. */
export function opening({ scenario, setup, session }: PreparedRun): string {
  const { width, height } = setup.lattice;
  return `${scenario.name}: ${width} × ${height} cells, ${setup.steps} steps, kernel ${setup.kernel.kind} → ${session.out}`;
}

/** `runs/bees.zarr`, or the first `runs/bees-2.zarr`, `-3`… that is free. */
function freePath(folder: string, name: string): string {
  for (let i = 1; ; i++) {
    const path = join(folder, `${name}${i === 1 ? '' : `-${i}`}.zarr`);
    if (!existsSync(path)) return path;
  }
}
