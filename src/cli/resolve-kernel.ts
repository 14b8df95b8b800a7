/** From what a command line asks for to a kernel that can be opened: finds, or chooses, what was learned. */
import { AbstractionError } from '../errors.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import { chooseKernel } from '../kernels/choose-kernel.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { learnedShape, openKernel } from '../kernels/open-kernel.ts';
import { mdn } from '../kernels/specs.ts';
import { findAbstraction } from '../learning/store.ts';
import type { Scenario } from '../run/scenario.ts';
import type { Setup, Start } from '../run/setup.ts';

export interface ResolveJob {
  readonly scenario: Scenario;
  readonly setup: Setup;
  readonly start: Start;
  /** Folders that may hold abstractions. */
  readonly abstractions: readonly string[];
  /** The scenario file, for messages. */
  readonly file: string;
}

export interface ResolvedKernel {
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Folder of the abstraction. */
  readonly path?: string;
  /** For `auto`: one line saying what was chosen, and why. */
  readonly reason?: string;
}

/** @throws AbstractionError where a learned kernel is asked for and was never trained */
export async function resolveKernel(wanted: KernelSpec | 'auto', job: ResolveJob): Promise<ResolvedKernel> {
  const { network, dt } = job.setup;
  if (wanted === 'auto') {
    const own = job.scenario.kernel;
    const shape = own && own !== 'auto' ? (learnedShape(own) ?? mdn()) : mdn();
    const found = await findAbstraction(job.abstractions, { network, dt, shape });
    const choice = await chooseKernel({
      network,
      dt,
      rates: job.setup.rates,
      sample: job.start.counts,
      abstractions: found ? [found.abstraction] : [],
    });
    return {
      spec: choice.spec,
      reason: choice.reason,
      ...(choice.abstraction ? { abstraction: choice.abstraction } : {}),
    };
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
