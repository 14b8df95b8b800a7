/** What was seen of a system: observables at times, by their names. */
import { ScenarioError } from '../../../errors.ts';
import { type CsvEntry, readCsv } from '../../../record/read-csv.ts';

/** A table of observations: plain data. */
export interface Observed {
  readonly kind: 'observed';
  /** Rising, in the scenario's unit. */
  readonly times: readonly number[];
  /** By observable, one value for each time; null where none was taken. */
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

type Row = Readonly<Record<string, number | null | undefined>>;

/**
 * A time series to compare with: rows with a `time` and numbers by the names of observables, or a CSV file whose
 * first line has these names. Entries may be missing.
 *
 * @param from  rows, or where a file lies: `new URL('./cases.csv', import.meta.url)`
 * @throws ScenarioError for a file that cannot be read, a row without a time, times that do not rise, no numbers
 */
export function observed(from: readonly Row[] | string | URL): Observed {
  const isFile = typeof from === 'string' || from instanceof URL;
  const where = isFile ? `observed(${String(from)})` : 'observed';
  const rows: readonly Readonly<Record<string, CsvEntry | undefined>>[] = isFile
    ? readCsv(where, from)
    : [...from];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'time');
  if (rows.length === 0 || names.length === 0)
    throw new ScenarioError(where, 'there is nothing in it', 'Give rows such as `{ time: 1, infected: 7 }`.');
  const times = rows.map(({ time }, i) => timeOf(where, time, i, rows[i - 1]?.time));
  const entry = (row: (typeof rows)[number], name: string, i: number): number | null => {
    const value = row[name] ?? null;
    if (value !== null && (typeof value === 'string' || !Number.isFinite(value)))
      throw new ScenarioError(
        `${where}, row ${i + 1}`,
        `${name} is ${String(value)}`,
        'Give a finite number, or leave it out.',
      );
    return value as number | null;
  };
  const values = Object.fromEntries(names.map((name) => [name, rows.map((row, i) => entry(row, name, i))]));
  return Object.freeze({ kind: 'observed', times, values });
}

function timeOf(where: string, time: unknown, i: number, before: unknown): number {
  const rises = i === 0 || (time as number) > (before as number);
  if (typeof time === 'number' && Number.isFinite(time) && time >= 0 && rises) return time;
  throw new ScenarioError(
    `${where}, row ${i + 1}`,
    time === undefined || time === null ? 'it has no time' : `its time is ${String(time)}`,
    'Give each row a `time`, 0 or more, later than that of the row before.',
  );
}

export function isObserved(data: unknown): data is Observed {
  return (data as { kind?: unknown } | undefined)?.kind === 'observed';
}
