/** Results of a sweep that nobody ran: outputs as a function of values, replicate and run. */
import { rm } from 'node:fs/promises';
import { headerOf, type SweepHeader } from '../../../../src/sweep/plan/header.ts';
import { openRuns } from '../../../../src/sweep/plan/point-of-run.ts';
import { writePlan } from '../../../../src/sweep/plan/write-plan.ts';
import { openResultLog, resultsFolder } from '../../../../src/sweep/results/result-log.ts';
import type { RunResult } from '../../../../src/sweep/results/run-result.ts';
import { sweep } from '../../../../src/sweep/sweep.ts';
import { small } from '../../small-scenario.ts';

export type Output = (values: readonly number[], replicate: number, run: number) => string | number | null;

/**
 * Plans a sweep of `small` into a folder and writes its results.
 *
 * @param output  of each run; null for none, a text for a run that failed with it, and 'left' for one not done
 */
export async function madeUp(folder: string, options: object, output: Output): Promise<SweepHeader> {
  const one = sweep(small, { ...options, measure: { out: () => 0 } } as object);
  const runs = openRuns(one, 'hash');
  const header = headerOf(one, runs, 'hash', { path: 's.ts', hash: '' });
  await writePlan(folder, header, runs);
  const results = Array.from({ length: runs.runs }, (_, run) => runs.planned(run)).flatMap(
    ({ run, id, values, replicate }): RunResult[] => {
      const value = output(values as number[], replicate, run);
      if (value === 'left') return [];
      return typeof value === 'string'
        ? [{ run, id, failed: { name: 'Error', message: value } }]
        : [{ run, id, values: [value] }];
    },
  );
  await rm(resultsFolder(folder), { recursive: true, force: true });
  const log = await openResultLog(`${resultsFolder(folder)}/shard-1-of-1.jsonl`);
  await log.add(results);
  await log.close();
  return header;
}
