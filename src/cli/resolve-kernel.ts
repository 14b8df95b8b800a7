/** From what a command line asks for to a kernel that can be opened: finds, or chooses, what was learned. */
import { AbstractionError } from '../errors.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import { chooseKernel, type KernelChoice } from '../kernels/choose-kernel.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { learnedShape, openKernel } from '../kernels/open-kernel.ts';
import { mdn } from '../kernels/specs.ts';
import { findAbstraction } from '../learning/store.ts';
import { threadCount } from '../pool/actors.ts';
import { type Pilot, pilotRows } from '../run/pilot.ts';
import type { Scenario } from '../run/scenario.ts';
import type { Overrides, Setup, Start } from '../run/setup.ts';

export interface ResolveJob {
  readonly scenario: Scenario;
  readonly setup: Setup;
  readonly start: Start;
  /** Folders that may hold abstractions. */
  readonly abstractions: readonly string[];
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
  /** Where what has been learned lies; absent where nothing has. */
  readonly path?: string;
}

/**
 * Measures the kernels there are on rows such as the run will meet.
 *
 * @throws as `run` does, where its first steps fail
 */
export async function measureChoice(job: ResolveJob): Promise<MeasuredChoice> {
  const { scenario, setup, overrides } = job;
  const { network, dt } = setup;
  const own = scenario.kernel;
  const shape = (own && own !== 'auto' && learnedShape(own)) || mdn();
  const found = await findAbstraction(job.abstractions, { network, dt, shape });
  const abstraction = found?.abstraction;
  const threads = threadCount(job.threads);
  const learned = abstraction?.verdict?.pass ? { spec: mdn(shape), abstraction } : undefined;
  const pilot = await pilotRows(scenario, {
    threads,
    ...(overrides ? { overrides } : {}),
    ...(learned ? { learned } : {}),
  });
  const limit = scenario.train?.limits?.distanceOverFloor;
  const choice = await chooseKernel({
    network,
    sample: pilot.sample,
    abstractions: abstraction ? [abstraction] : [],
    ...(limit === undefined ? {} : { distanceOverFloor: limit }),
  });
  return { choice, pilot, threads, ...(found ? { path: found.path } : {}) };
}

/** @throws AbstractionError where a learned kernel is asked for and was never trained */
export async function resolveKernel(wanted: KernelSpec | 'auto', job: ResolveJob): Promise<ResolvedKernel> {
  const { network, dt } = job.setup;
  if (wanted === 'auto') {
    const { spec, reason, abstraction } = (await measureChoice(job)).choice;
    return { spec, reason, ...(abstraction ? { abstraction } : {}) };
  }
  const shape = learnedShape(wanted);
  if (!shape) return { spec: wanted };
  const found = await findAbstraction(job.abstractions, { network, dt, shape });
  if (!found)
    throw new AbstractionError(
      job.file,
      `there is no trained ${wanted.kind} kernel for this network, step ${dt} and shape in ${job.abstractions.join(', ')}`,
      `Train it with \`crn-grid train ${job.file}\`, or run exactly with \`--kernel ssa\`.`,
    );
  // Every check of the door, here, before threads start. Fields are rates that change: rows are checked as they go.
  const rates = job.setup.fields.length > 0 ? {} : { rates: job.setup.rates };
  await openKernel(wanted, { network, dt, abstraction: found.abstraction, ...rates });
  return { spec: wanted, abstraction: found.abstraction, path: found.path };
}
