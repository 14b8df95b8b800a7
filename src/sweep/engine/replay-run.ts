/** Does one run of a sweep again, exactly as it was planned, and keeps its frames. */
import { join } from 'node:path';
import { isCrnGridError, RecordingError } from '../../errors.ts';
import type { Frame } from '../../record/frame.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { recordRun, type SessionOptions } from '../../run/session.ts';
import { openMeasures } from '../measures.ts';
import type { PlannedRun, Runs } from '../plan/point-of-run.ts';
import { readStandings } from '../results/read-results.ts';
import { resultsFolder } from '../results/result-log.ts';
import { hasFailed, type RunResult } from '../results/run-result.ts';
import type { Sweep } from '../sweep.ts';
import { type FindAbstraction, failedBy } from './work.ts';

export interface ReplayOptions
  extends Pick<SessionOptions, 'out' | 'overwrite' | 'command' | 'threads' | 'signal'> {
  readonly sweep: Sweep;
  readonly runs: Runs;
  readonly find: FindAbstraction;
  readonly planned: PlannedRun;
  /** @param steps  of the whole run */
  readonly onFrame?: (frame: Frame, steps: number) => void;
}

/**
 * Records a run with its own seed and all its factors: those without a flag of `crn-grid run` too.
 *
 * @returns what the sweep would keep of it; undefined where it was stopped
 * @throws RecordingError where `out` is taken, or the disk fails
 */
export async function replayRun(options: ReplayOptions): Promise<RunResult | undefined> {
  const { sweep, runs, find, planned, onFrame, ...session } = options;
  const measures = openMeasures(sweep.measures);
  let measured: unknown;
  try {
    const scenario = runs.scenario(planned.run);
    const overrides = { seed: planned.seed };
    const { setup, start } = setUp(scenario, overrides);
    const abstraction = await find(scenario, setup, start);
    const { status } = await recordRun({
      ...session,
      ...{ scenario, overrides, ...(abstraction ? { abstraction } : {}) },
      onFrame(frame) {
        // A measure that fails is no reason to record no further: what led to it may be what is looked for.
        try {
          if (measured === undefined) measures.add(frame);
        } catch (error) {
          measured = error;
        }
        onFrame?.(frame, setup.steps);
      },
    });
    if (measured !== undefined) throw measured;
    if (status === 'stopped') return undefined;
    return { run: planned.run, id: planned.id, values: measures.end().map((value) => value ?? null) };
  } catch (error) {
    if (isCrnGridError(error, 'RecordingError')) throw error;
    return failedBy(planned, error);
  }
}

/**
 * What a sweep has kept of a run: what was done, or else how it failed last.
 *
 * @throws RecordingError where results cannot be read, or are of another sweep
 */
export async function keptOf(
  folder: string,
  runs: number,
  { run, id }: PlannedRun,
): Promise<RunResult | undefined> {
  let kept: RunResult | undefined;
  await readStandings(folder, runs, (result, file) => {
    if (result.run !== run) return;
    if (result.id !== id)
      throw new RecordingError(
        join(resultsFolder(folder), file),
        `its run ${run} is not one of this sweep`,
        'Remove the file, and run again what it held.',
      );
    if (!kept || hasFailed(kept)) kept = result;
  });
  return kept;
}

/** Whether two results of a run say the same; of failures, threads tell in more words than a stack of runs. */
export function agree(now: RunResult, kept: RunResult): boolean {
  if (hasFailed(now) && hasFailed(kept))
    return now.failed.message.includes(kept.failed.message.split('\n')[0]!);
  // As lines have them: there is one zero.
  return !hasFailed(now) && !hasFailed(kept) && JSON.stringify(now.values) === JSON.stringify(kept.values);
}
