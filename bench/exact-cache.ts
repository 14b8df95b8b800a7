/**
 * Exact chains that took long, one file per starting state: a script that was stopped goes on
 * where it was. `CRN_GRID_BENCH` names another folder than ~/.cache/crn-grid-bench.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What scripts keep from one call to the next. */
export const cacheFolder = process.env.CRN_GRID_BENCH ?? join(homedir(), '.cache', 'crn-grid-bench');

/**
 * Numbers that `key` decides: from their file, or made now and kept.
 *
 * @param name  for people: the start of the file's name
 * @param key   everything that decides the numbers, as JSON
 */
export async function kept(name: string, key: unknown, make: () => Promise<Int32Array>): Promise<Int32Array> {
  const digits = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const path = join(cacheFolder, `${name}-${digits}.i32`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }
  const made = await make();
  mkdirSync(cacheFolder, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, new Uint8Array(made.buffer, made.byteOffset, made.byteLength));
  renameSync(temporary, path);
  return made;
}
