/** Reads the plan of a sweep back as columns. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RecordingError } from '../../errors.ts';
import type { Shown } from '../factors/factor.ts';
import type { SweepHeader } from './header.ts';
import type { PlannedRun } from './point-of-run.ts';
import { planPath } from './write-plan.ts';

/** By run. */
export interface PlanColumns {
  readonly point: Int32Array;
  readonly replicate: Int32Array;
  readonly seed: Float64Array;
  readonly id: readonly string[];
  /** By factor. */
  readonly values: readonly (readonly Shown[])[];
}

/** @throws RecordingError where the plan is not the one of the header */
export async function readPlan(folder: string, { runs, factors }: SweepHeader): Promise<PlanColumns> {
  const point = new Int32Array(runs);
  const replicate = new Int32Array(runs);
  const seed = new Float64Array(runs);
  const id = new Array<string>(runs);
  const values = factors.map(() => new Array<Shown>(runs));
  const path = planPath(folder);
  let run = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const planned = JSON.parse(line) as PlannedRun;
      [point[run], replicate[run], seed[run]] = [planned.point, planned.replicate, planned.seed];
      id[run] = planned.id;
      for (const [f, value] of planned.values.entries()) values[f]![run] = value;
      run++;
    }
  } catch (cause) {
    throw new RecordingError(
      path,
      `line ${run + 1} cannot be read`,
      'Write it again with `crn-grid sweep plan`: what is done stays.',
      { cause },
    );
  }
  if (run !== runs)
    throw new RecordingError(
      path,
      `it has ${run} runs, and the sweep ${runs}`,
      'Write it again with `crn-grid sweep plan`: what is done stays.',
    );
  return { point, replicate, seed, id, values };
}
