/** Small tables that users write by hand, as CSV. */
import { readFileSync } from 'node:fs';
import { ScenarioError } from '../errors.ts';

/** An entry: a number where it reads as one, null where it is empty. */
export type CsvEntry = number | string | null;

/**
 * Rows by the names in the first line. Lines that are empty, or begin with `#`, are left out.
 *
 * @param where  what messages begin with
 * @throws ScenarioError where the file cannot be read, or a line has more or fewer entries than the first
 */
export function readCsv(where: string, file: string | URL): Record<string, CsvEntry>[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ScenarioError(
      where,
      'the file cannot be read',
      'Check the path; write `new URL("./table.csv", import.meta.url)` for one beside the script.',
      { cause },
    );
  }
  const [head = [], ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((entry) => entry.trim().replace(/^"(.*)"$/, '$1')));
  return lines.map((entries, i) => {
    if (entries.length !== head.length)
      throw new ScenarioError(
        `${where}, row ${i + 1}`,
        `it has ${entries.length} entries, and the first line has ${head.length}`,
        'Give every line one entry for each name, separated by commas.',
      );
    return Object.fromEntries(entries.map((entry, k) => [head[k]!, entryOf(entry)]));
  });
}

function entryOf(text: string): CsvEntry {
  if (text === '') return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
