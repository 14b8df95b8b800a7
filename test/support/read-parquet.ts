/** Reads a Parquet table back, with another library than the one that writes them. */
import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { Columns } from '../../src/record/table.ts';

/** INT32 as Int32Array, DOUBLE as Float64Array, anything else as strings. */
export async function readParquet(path: string): Promise<Columns> {
  const file = Uint8Array.from(readFileSync(path)).buffer;
  const metadata = parquetMetadata(file);
  const columns: Record<string, Float64Array | Int32Array | readonly string[]> = {};
  for (const { name, type } of metadata.schema.slice(1)) {
    const rows = await parquetReadObjects({ file, metadata, columns: [name] });
    const values = rows.map((row) => row[name]);
    if (type === 'INT32') columns[name] = Int32Array.from(values, Number);
    else if (type === 'DOUBLE') columns[name] = Float64Array.from(values, Number);
    else columns[name] = values.map(String);
  }
  return columns;
}
