/** Tables for people, on the terminal and beside the JSON of a result. */
import { mkdirSync, writeFileSync } from 'node:fs';

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, c) => Math.max(3, ...[head, ...rows].map((row) => row[c]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, c) => text.padEnd(widths[c]!)).join(' | ')} |`;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...rows.map(line)].join('\n');
}

/** Prints a text, and writes it to `results/<name>.md`. */
export function saveText(name: string, parts: readonly string[]): void {
  const text = `${parts.join('\n\n')}\n`;
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.md`, folder), text);
  process.stdout.write(`\n${text}wrote bench/results/${name}.md\n`);
}
