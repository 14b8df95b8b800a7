/** From what a command line asks for to a kernel that can be opened: finds, or chooses, what was learned. */
import { AbstractionError, isCrnGridError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { chooseKernel, type KernelChoice } from '../../kernels/choose-kernel.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { shapeKey } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { learnedShape, openKernel } from '../../kernels/open-kernel.ts';
import { learnedSpec, mdn } from '../../kernels/specs.ts';
import { findAbstraction, listAbstractions, type StoredAbstraction } from '../../learning/store.ts';
import { threadCount } from '../../pool/actors.ts';
import { type Pilot, type PilotOptions, pilotRows } from '../../run/learn/pilot.ts';
import type { Overrides, Setup, Start } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';

export interface ResolveJob {
  readonly scenario: Scenario;
  readonly setup: Setup;
  readonly start: Start;
  /** Folders that may hold abstractions. */
  readonly abstractions: readonly string[];
  /** What the command line has named by its folder: no other is looked for. */
  readonly stored?: StoredAbstraction;
  /** The scenario file, for messages. */
  readonly file: string;
  /** For `auto`: how the run is changed, and its threads. */
  readonly overrides?: Overrides;
  readonly threads?: number;
}

export interface ResolvedKernel {
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Folder of the abstraction. */
  readonly path?: string;
  /** For `auto`: one line saying what was chosen, and why. */
  readonly reason?: string;
}

/** What was measured to choose a kernel. */
export interface MeasuredChoice {
  readonly choice: KernelChoice;
  readonly pilot: Pilot;
  readonly threads: number;
  /** What has been learned for this network and step, the scenario's own shape first. */
  readonly stored: readonly StoredAbstraction[];
}

/** The learned shape a scenario asks for; the usual one where it asks for none. */
export function ownShape({ kernel }: Scenario): LearnedSpec {
  return (kernel && kernel !== 'auto' && learnedShape(kernel)) || mdn();
}

/**
 * Measures the kernels there are on rows such as the run will meet.
 *
 * @throws as `run` does, where its first steps fail
 */
export async function measureChoice(job: ResolveJob): Promise<MeasuredChoice> {
  const { scenario, setup, overrides } = job;
  const own = shapeKey(ownShape(scenario));
  const found = await listAbstractions(job.abstractions, setup);
  const stored = [...found.stored].sort(
    (a, b) => Number(shapeKey(b.abstraction.shape) === own) - Number(shapeKey(a.abstraction.shape) === own),
  );
  const threads = threadCount(job.threads);
  const learned = await trusted(stored, setup);
  const pilot = await pilotRows(scenario, {
    threads,
    ...(overrides ? { overrides } : {}),
    ...(learned ? { learned } : {}),
  });
  const limit = scenario.train?.limits?.distanceOverFloor;
  const choice = await chooseKernel({
    network: setup.network,
    sample: pilot.sample,
    abstractions: stored.map(({ abstraction }) => abstraction),
    unreadable: found.unreadable,
    ...fixedRates(setup),
    ...(limit === undefined ? {} : { distanceOverFloor: limit }),
  });
  return { choice, pilot, threads, stored };
}

/** The first that has passed its verdict and knows the rates of the run. */
async function trusted(stored: readonly StoredAbstraction[], setup: Setup): Promise<PilotOptions['learned']> {
  for (const { abstraction } of stored) {
    if (!abstraction.verdict?.pass) continue;
    const spec = learnedSpec(abstraction.shape);
    const { network, dt } = setup;
    try {
      await openKernel(spec, { network, dt, abstraction, ...fixedRates(setup) });
      return { spec, abstraction };
    } catch (error) {
      if (!isCrnGridError(error, 'AbstractionError') && !isCrnGridError(error, 'KernelError')) throw error;
    }
  }
  return undefined;
}

/** Rates to be told at the door. Fields are rates that change: rows are checked as they go. */
function fixedRates({ fields, rates }: Setup): { rates?: Float64Array } {
  return fields.length > 0 ? {} : { rates };
}

/** @throws AbstractionError where a learned kernel is asked for and was never trained */
export async function resolveKernel(wanted: KernelSpec | 'auto', job: ResolveJob): Promise<ResolvedKernel> {
  const { network, dt } = job.setup;
  if (wanted === 'auto') {
    const { choice, stored } = await measureChoice(job);
    const { spec, reason, abstraction } = choice;
    const found = stored.find((one) => one.abstraction === abstraction);
    return { spec, reason, ...found };
  }
  const shape = learnedShape(wanted);
  if (!shape) return { spec: wanted };
  const found = job.stored ?? (await findAbstraction(job.abstractions, { network, dt, shape }));
  const own = ownShape(job.scenario);
  const search = shape.body.kind === 'search' && own.body.kind !== 'search' ? ' --search' : '';
  const van = shape.head.kind === 'van' && own.head.kind !== 'van' ? ' --kernel van' : '';
  if (!found)
    throw new AbstractionError(
      job.file,
      `there is no trained ${wanted.kind} kernel for this network, step ${dt} and shape in ${job.abstractions.join(', ')}`,
      `Train it with \`crn-grid train ${job.file}${van}${search}\`, or run exactly with \`--kernel ssa\`.`,
    );
  // Every check of the door, here, before threads start.
  await openKernel(wanted, { network, dt, abstraction: found.abstraction, ...fixedRates(job.setup) });
  return { spec: wanted, ...found };
}
