/** Puts the results of all shards together: one table of what was done, one of what failed. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { disk } from '../../record/files.ts';
import { type Columns, writeTable } from '../../record/table.ts';
import type { SweepHeader } from '../plan/header.ts';
import { type PlanColumns, readPlan } from '../plan/read-plan.ts';
import { readStandings, Standing, type Standings } from './read-results.ts';
import { hasFailed } from './run-result.ts';

/** The results of a sweep, by run; a run that is not done has no numbers. */
export interface SweepTable extends Standings {
  /** By measure, in the order of the header: by run, NaN where there is none. */
  readonly values: readonly Float64Array[];
}

/** @throws RecordingError for results that are not of this sweep, or contradict each other */
export async function readTable(
  folder: string,
  header: SweepHeader,
  { id }: Pick<PlanColumns, 'id'>,
): Promise<SweepTable> {
  const { runs, measures } = header;
  const values = measures.map(() => new Float64Array(runs).fill(Number.NaN));
  const standings = await readStandings(folder, runs, (result, file, before) => {
    const { run } = result;
    const fits = hasFailed(result) || result.values.length === measures.length;
    if (run >= runs || result.id !== id[run] || !fits) throw foreign(folder, file, run);
    if (hasFailed(result)) return;
    result.values.forEach((value, m) => {
      const number = value ?? Number.NaN;
      if (before === Standing.done && !Object.is(values[m]![run], number))
        throw contradicted(folder, file, run);
      values[m]![run] = number;
    });
  });
  return { ...standings, values };
}

function foreign(folder: string, file: string, run: number): RecordingError {
  return new RecordingError(
    join(folder, 'results', file),
    `its run ${run} is not one of this sweep`,
    'Remove the file, and run again what it held.',
  );
}

function contradicted(folder: string, file: string, run: number): RecordingError {
  return new RecordingError(
    join(folder, 'results', file),
    `run ${run} was done twice, with different numbers`,
    'The machines that did it compute differently: run the sweep with one version, `backend` and Node on all.',
  );
}

export interface Merged {
  readonly done: number;
  readonly failed: number;
  /** Neither done nor failed so far. */
  readonly left: number;
  /** What was written. */
  readonly files: readonly string[];
}

/**
 * Writes `runs.parquet` and `runs.csv`, with a row for every run that is done, in the order of the plan; and
 * `failures.csv` where some failed. The bytes do not depend on shards, threads, or what was interrupted.
 *
 * @throws RecordingError as {@link readTable}, or where the disk fails
 */
export async function merge(folder: string, header: SweepHeader): Promise<Merged> {
  const plan = await readPlan(folder, header);
  const table = await readTable(folder, header, plan);
  const { standing, failures, done } = table;
  const planned = plannedColumns(plan, header);
  const rows = (at: number): Int32Array => Int32Array.from(indicesOf(standing, at));
  const doneRuns = rows(Standing.done);
  const columns: Record<string, Columns[string]> = planned(doneRuns);
  header.measures.forEach((name, m) => {
    const all = table.values[m]!;
    columns[columns[name] ? `${name} (measured)` : name] = Float64Array.from(doneRuns, (run) => all[run]!);
  });
  const files = [join(folder, 'runs.parquet'), join(folder, 'runs.csv')];
  for (const file of files) await writeTable(file, columns);
  const failedRuns = rows(Standing.failed);
  const errors = join(folder, 'failures.csv');
  if (failedRuns.length > 0)
    await writeTable(errors, {
      ...planned(failedRuns),
      error: Array.from(failedRuns, (run) => failures.get(run)!.name),
      message: Array.from(failedRuns, (run) => failures.get(run)!.message),
    });
  else await disk.remove(errors);
  return {
    done,
    failed: failures.size,
    left: header.runs - done - failures.size,
    files: failedRuns.length > 0 ? [...files, errors] : files,
  };
}

function* indicesOf(standing: Uint8Array, at: number): Generator<number> {
  for (let run = 0; run < standing.length; run++) if (standing[run] === at) yield run;
}

/** The columns of a plan for some runs, ascending. */
function plannedColumns(
  { point, replicate, seed, values }: PlanColumns,
  { factors }: SweepHeader,
): (some: Int32Array) => Record<string, Columns[string]> {
  return (some) => ({
    run: some,
    point: some.map((r) => point[r]!),
    replicate: some.map((r) => replicate[r]!),
    seed: Float64Array.from(some, (r) => seed[r]!),
    ...Object.fromEntries(
      factors.map(({ name }, f) => {
        const column = Array.from(some, (r) => values[f]![r]!);
        const numbers = column.every((v) => typeof v === 'number');
        return [name, numbers ? Float64Array.from(column as number[]) : column.map(String)];
      }),
    ),
  });
}
