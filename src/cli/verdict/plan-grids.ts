/** How many whole-grid runs `validate` compares, and how long that takes. */
import { openKernel } from '../../kernels/open-kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { timeRows } from '../../kernels/time-rows.ts';
import type { ExactSets } from '../../learning/verdict/sets/exact-sets.ts';
import { threadCount } from '../../pool/actors.ts';
import { affordableRuns, gridRun } from '../../run/replicates/compare-grids.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import type { ResolvedKernel } from '../given/resolve-kernel.ts';
import { seconds, type Terminal } from '../terminal.ts';

/** How whole grids are compared. */
export interface GridPlan {
  readonly runs: number;
  readonly times: readonly number[];
}

/** What a command line says of it. */
export interface GridFlags {
  readonly runs?: number;
  readonly times?: readonly number[];
  readonly threads?: number;
}

/**
 * Says what comparing whole grids costs, before it is spent.
 *
 * @returns no runs where none were asked for, or where they are too dear
 */
export async function planGrids(
  terminal: Terminal,
  scenario: Scenario,
  { spec, abstraction }: ResolvedKernel,
  { starts, rates, eventsPerStep }: Pick<ExactSets, 'starts' | 'rates' | 'eventsPerStep'>,
  flags: GridFlags,
): Promise<GridPlan> {
  const { setup } = setUp(scenario, { kernel: spec });
  const { network, dt } = setup;
  const times = flags.times ?? defaultTimes(setup.steps, dt);
  const { cellSteps, events } = gridRun(scenario, Math.max(...times), eventsPerStep);
  const runs = flags.runs ?? affordableRuns(events);
  if (runs === 0) {
    if (flags.runs === undefined)
      terminal.note(
        `whole grids are not compared: one exact run holds some ${events.toExponential(0)} events. \`--runs 50\` does it all the same.`,
      );
    return { runs, times };
  }
  const sample = { counts: starts, rates, dt };
  let microseconds = 0;
  for (const kernel of [ssa(), spec]) {
    const opened = await openKernel(kernel, { network, dt, ...(abstraction ? { abstraction } : {}) });
    microseconds += timeRows(opened, network, sample, abstraction?.shape.past).microseconds;
  }
  const all = (1e-6 * microseconds * cellSteps * runs) / threadCount(flags.threads);
  terminal.note(
    `whole grids: ${runs} runs of each kernel, some ${(runs * events).toExponential(0)} exact events, about ${seconds(all)}`,
  );
  return { runs, times };
}

/** A tenth, a quarter, half and all of the run, as whole steps. */
function defaultTimes(steps: number, dt: number): number[] {
  return [...new Set([0.1, 0.25, 0.5, 1].map((share) => Math.max(1, Math.round(share * steps))))].map(
    (step) => step * dt,
  );
}
