/** What one thread of a sweep does: runs by their numbers in, their results out. */
import { isCrnGridError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { openObservables } from '../../run/scenario/observables.ts';
import { type Setup, type Start, setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { runStack, type StackRun } from '../../run/stack/run-stack.ts';
import { stackKey } from '../../run/stack/stack-key.ts';
import { openStacks, type Stacks } from '../../run/stack/stacks.ts';
import { type OpenMeasures, openMeasures } from '../measures.ts';
import { openRuns, type PlannedRun, type Runs } from '../plan/point-of-run.ts';
import type { RunResult } from '../results/run-result.ts';
import type { Sweep } from '../sweep.ts';

/** Finds what a learned kernel of a point has learned; undefined for exact ones. @throws where it is missing */
export type FindAbstraction = (
  scenario: Scenario,
  setup: Setup,
  start: Start,
) => Promise<Abstraction | undefined>;

/** A sweep opened in one thread: kernels stay open from job to job. */
export interface Workshop {
  /** @returns a result for every run, done or failed, in order of the runs */
  perform(runs: readonly number[]): Promise<RunResult[]>;
}

/** A run that can begin. */
interface ReadyRun {
  readonly planned: PlannedRun;
  readonly setup: Setup;
  readonly start: Start;
  readonly scenario: Scenario;
  readonly abstraction?: Abstraction;
}

/** @param hash  of the sweep: part of the name of every run */
export function openWorkshop(sweep: Sweep, hash: string, find: FindAbstraction): Workshop {
  const runs = openRuns(sweep, hash);
  const stacks = openStacks();
  return {
    async perform(numbers) {
      const results = new Map<number, RunResult>();
      const groups = new Map<string, ReadyRun[]>();
      for (const number of numbers) {
        const planned = runs.planned(number);
        try {
          const ready = await prepare(runs, planned, find);
          const key = stackKey(ready.setup);
          const group = groups.get(key) ?? [];
          groups.set(key, group);
          group.push(ready);
        } catch (error) {
          results.set(number, failedBy(planned, error));
        }
      }
      for (const group of groups.values())
        for (const result of await runGroup(sweep, group, stacks)) results.set(result.run, result);
      return numbers.map((number) => results.get(number)!);
    },
  };
}

async function prepare(runs: Runs, planned: PlannedRun, find: FindAbstraction): Promise<ReadyRun> {
  const scenario = runs.scenario(planned.run);
  const { setup, start } = setUp(scenario, { seed: planned.seed });
  const abstraction = await find(scenario, setup, start);
  return { planned, setup, start, scenario, ...(abstraction ? { abstraction } : {}) };
}

async function runGroup(sweep: Sweep, group: readonly ReadyRun[], stacks: Stacks): Promise<RunResult[]> {
  const measured: OpenMeasures[] = [];
  const abstraction = group[0]!.abstraction;
  const stack = group.map(({ setup, start, scenario }): StackRun => {
    const measures = openMeasures(sweep.measures);
    measured.push(measures);
    return {
      ...{ setup, start, observe: openObservables(scenario, setup) },
      onFrame: (frame) => (measures.add(frame) ? undefined : 'enough'),
    };
  });
  let ended: Awaited<ReturnType<typeof runStack>>;
  try {
    ended = await runStack(stack, { ...(abstraction ? { abstraction } : {}), stacks });
  } catch (error) {
    return group.map(({ planned }) => failedBy(planned, error));
  }
  return group.map(({ planned }, i): RunResult => {
    const end = ended[i]!;
    if (end.status === 'failed') return failedBy(planned, end.error);
    try {
      const values = measured[i]!.end().map((value) => value ?? null);
      return { run: planned.run, id: planned.id, values };
    } catch (error) {
      return failedBy(planned, error);
    }
  });
}

/** An error as a line can hold it; of ours the message says all, of others the name helps. */
export function failedBy({ run, id }: PlannedRun, error: unknown): RunResult {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const known = isCrnGridError(error);
  return { run, id, failed: { name, message: known ? message : message.split('\n')[0]! } };
}
