/** What one thread does for an inference by simulation: points in, summaries of their runs out. */
import type { Abstraction } from '../../../kernels/abstraction.ts';
import { openObservables } from '../../../run/scenario/observables.ts';
import { setUp } from '../../../run/scenario/setup.ts';
import type { Scenario } from '../../../run/scenario.ts';
import { runStack, type StackRun } from '../../../run/stack/run-stack.ts';
import { stackKey } from '../../../run/stack/stack-key.ts';
import { openStacks } from '../../../run/stack/stacks.ts';
import type { FindAbstraction } from '../../engine/work.ts';
import { valueAt } from '../../factors/values.ts';
import type { OpenSummary, Summary } from '../data/summary.ts';
import type { Inference } from '../inference.ts';
import type { Failure, Proposals, Simulated } from './generation.ts';

/** The scenario at a point. @param point  shares of the parameters' ranges */
export function scenarioAt({ base, parameters }: Inference, point: Float64Array): Scenario {
  return parameters.reduce(
    (scenario, { values, apply }, p) => apply(scenario, valueAt(values, point[p]!)),
    base,
  );
}

/** Runs points with the summary that is asked for. Kernels stay open from call to call. */
export type SimulateHere = (proposals: Proposals, summary: Summary) => Promise<Simulated>;

interface Ready {
  readonly row: number;
  readonly stackRun: StackRun;
  readonly summary: OpenSummary;
  readonly abstraction: Abstraction | undefined;
}

export function openSimulator(inference: Inference, find: FindAbstraction): SimulateHere {
  const stacks = openStacks();
  const d = inference.parameters.length;
  return async ({ points, seeds }, summary) => {
    const width = summary.names.length;
    const summaries = new Float64Array(seeds.length * width).fill(Number.NaN);
    const failures: Failure[] = [];
    const fail = (row: number, error: unknown): void => {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ row, error: message.split('\n')[0]! });
    };
    const groups = new Map<string, Ready[]>();
    for (let row = 0; row < seeds.length; row++)
      try {
        const point = points.subarray(row * d, (row + 1) * d);
        const ready = await prepare(scenarioAt(inference, point), row, seeds[row]!);
        const key = stackKey(ready.stackRun.setup);
        const group = groups.get(key);
        if (group) group.push(ready);
        else groups.set(key, [ready]);
      } catch (error) {
        fail(row, error);
      }
    for (const group of groups.values()) {
      const { abstraction } = group[0]!;
      const ended = await runStack(
        group.map((ready) => ready.stackRun),
        { ...(abstraction ? { abstraction } : {}), stacks },
      );
      group.forEach((ready, i) => {
        const { status, error } = ended[i]!;
        if (status === 'failed') return fail(ready.row, error);
        try {
          summaries.set(ready.summary.end(), ready.row * width);
        } catch (cause) {
          fail(ready.row, cause);
        }
      });
    }
    return { summaries, failures: failures.sort((a, b) => a.row - b.row) };

    async function prepare(scenario: Scenario, row: number, seed: number): Promise<Ready> {
      const { setup, start } = setUp(scenario, { seed });
      const open = summary.open();
      const stackRun: StackRun = {
        ...{ setup, start, observe: openObservables(scenario, setup) },
        onFrame: (frame) => (open.add(frame) ? undefined : 'enough'),
      };
      return { row, stackRun, summary: open, abstraction: await find(scenario, setup, start) };
    }
  };
}
