/** Tables on disk: CSV or Parquet, by the name of the file. */
import { extname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { RecordingError, ScenarioError } from '../errors.ts';
import { cureOf, disk, type Files, whyFailed } from './files.ts';

/** Columns by name, all of one length. NaN is no number: an empty entry of a CSV file, a null of a Parquet one. */
export type Columns = Readonly<Record<string, Float64Array | Int32Array | readonly string[]>>;

function rowsOf(columns: Columns): number {
  const entries = Object.entries(columns);
  const [, first] = entries[0] ?? ['', []];
  for (const [name, values] of entries)
    if (values.length !== first.length)
      throw new ScenarioError(
        'table',
        `column "${name}" has ${values.length} rows, "${entries[0]![0]}" has ${first.length}.`,
        'Give every column one length.',
      );
  return first.length;
}

/** A number as the shortest text that reads back to the same bits; a whole one has no point. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** RFC 4180: quoted where a comma, a quote, a line end or outer blanks would be misread. */
function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The bytes of a CSV file: a line of names, then the rows; lines end in a newline. */
export function csvBytes(columns: Columns): Uint8Array {
  const rows = rowsOf(columns);
  const names = Object.keys(columns);
  const all = Object.values(columns);
  const parts = [Buffer.from(`${names.map(cell).join(',')}\n`)];
  // In slices: one string of a large table would pass the longest string there is.
  for (let from = 0; from < rows; from += 4096) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + 4096); row++) {
      const values = all.map((column) => {
        const value = column[row]!;
        return typeof value === 'number' ? numberText(value) : cell(value);
      });
      text += `${values.join(',')}\n`;
    }
    parts.push(Buffer.from(text));
  }
  return Buffer.concat(parts);
}

/** The bytes of a Parquet file (snappy). Types: INT32, DOUBLE, STRING. */
export function parquetBytes(columns: Columns): Uint8Array {
  rowsOf(columns);
  const columnData = Object.entries(columns).map(([name, values]) => {
    const nullable = false;
    if (values instanceof Int32Array) return { name, data: values, type: 'INT32' as const, nullable };
    if (values instanceof Float64Array)
      return values.some(Number.isNaN)
        ? { name, data: Array.from(values, (v) => (Number.isNaN(v) ? null : v)), type: 'DOUBLE' as const }
        : { name, data: values, type: 'DOUBLE' as const, nullable };
    return { name, data: [...values], type: 'STRING' as const, nullable };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'crn-grid' }));
}

const writers: Readonly<Record<string, (columns: Columns) => Uint8Array>> = {
  '.csv': csvBytes,
  '.parquet': parquetBytes,
};

/**
 * Throws where {@link writeTable} would not know what to write: ask before a long computation.
 *
 * @throws ScenarioError  the name ends in neither .csv nor .parquet
 */
export function checkTableName(path: string): void {
  if (writers[extname(path).toLowerCase()]) return;
  throw new ScenarioError(
    path,
    `a table cannot be written as "${extname(path) || 'a file without an ending'}".`,
    'Give a name that ends in .csv or .parquet.',
  );
}

/**
 * Writes a table, replacing what is there.
 *
 * @throws ScenarioError   the name ends in neither .csv nor .parquet, or the columns differ in length
 * @throws RecordingError  the disk fails
 */
export async function writeTable(path: string, columns: Columns, files: Files = disk): Promise<void> {
  checkTableName(path);
  const bytes = writers[extname(path).toLowerCase()]!(columns);
  try {
    await files.write(path, bytes);
  } catch (cause) {
    throw new RecordingError(path, `cannot write: ${whyFailed(cause)}.`, `${cureOf(cause)}.`, { cause });
  }
}
