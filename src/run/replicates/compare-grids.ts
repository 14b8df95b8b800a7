/** Learned against exact on the whole grid: many runs of each. The last word of a verdict. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import { compareRuns, type GridComparison } from './compare-runs.ts';
import { type Replicates, replicate } from './replicates.ts';

export interface CompareOptions {
  readonly scenario: Scenario;
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Runs of each kernel. */
  readonly runs: number;
  /** When to look, in the scenario's unit. */
  readonly times: readonly number[];
  /** Chance that an exact kernel fails any of the tests. */
  readonly chance: number;
  readonly seed: number;
  readonly threads?: number;
  /** What computes the learned kernel's network: `simd` or `simd-fma`. Default: the faster one there is. */
  readonly backend?: string;
  readonly onRun?: (done: number, total: number) => void;
  /** Stops between runs. */
  readonly signal?: AbortSignal;
}

/** Whole-grid runs of each kernel, where they are cheap. */
const usualRuns = 300;
/** Fewer tell too little to be worth their time. */
const fewestRuns = 20;
/** Exact reaction events that all of them may cost: some minutes. */
const price = 2e10;

/**
 * How many runs of each kernel can be had at a bearable price: 300, fewer where exact ones are dear, none
 * where not even 20 can be had. No clock decides it.
 *
 * @param eventsPerRun  reaction events of one exact run
 */
export function affordableRuns(eventsPerRun: number): number {
  const runs = Math.min(usualRuns, Math.floor(price / Math.max(eventsPerRun, 1)));
  return runs < fewestRuns ? 0 : runs;
}

/** What one whole-grid run holds. */
export interface GridRun {
  /** Cells times steps. */
  readonly cellSteps: number;
  /** Reaction events of an exact one, about. */
  readonly events: number;
}

/**
 * @param until         the last time that is looked at
 * @param eventsPerStep mean events of a cell and step
 */
export function gridRun(scenario: Scenario, until: number, eventsPerStep: number): GridRun {
  const { lattice, dt } = setUp(scenario, { kernel: ssa() }).setup;
  const cellSteps = lattice.width * lattice.height * Math.round(until / dt);
  return { cellSteps, events: cellSteps * eventsPerStep };
}

/**
 * Both kernels run with seeds of their own: the samples are independent.
 *
 * @throws the reason of `signal` when it is aborted
 */
export async function compareGrids(options: CompareOptions): Promise<GridComparison> {
  const { scenario, runs, times, chance } = options;
  const seeds = (first: number): number[] => Array.from({ length: runs }, (_, i) => first + i);
  const go = (kernel: KernelSpec, first: number, done: number): Promise<Replicates> =>
    replicate({
      scenario,
      overrides: {
        kernel,
        ...(options.backend === undefined || kernel.kind === 'ssa' ? {} : { backend: options.backend }),
      },
      seeds: seeds(first),
      times,
      ...(options.abstraction ? { abstraction: options.abstraction } : {}),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      onRun: (n) => {
        options.signal?.throwIfAborted();
        options.onRun?.(done + n, 2 * runs);
      },
    });
  const exact = await go(ssa(), options.seed, 0);
  const learned = await go(options.spec, options.seed + runs, runs);
  return compareRuns(exact, learned, scenario, chance);
}
