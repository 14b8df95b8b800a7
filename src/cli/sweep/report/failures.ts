/** What failed in a sweep: with which errors, and at which points. */
import { paragraph, table } from '../../../figures/page.ts';
import type { SweepData } from '../../../sweep/results/report/sweep-data.ts';
import { count } from '../../terminal.ts';

/** The values of a run's point. */
export function pointOf({ header, values }: SweepData, run: number): string {
  return header.factors
    .map(({ name }, f) => {
      const value = values[f]![run]!;
      return `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`;
    })
    .join(', ');
}

/** The body of its section; empty where nothing failed. */
export function failures(data: SweepData): string[] {
  const { failures: all } = data;
  const kinds = new Map<string, number[]>();
  for (const [run, { name, message }] of all) {
    const error = `${name}: ${message}`;
    const runs = kinds.get(error) ?? [];
    kinds.set(error, runs);
    runs.push(run);
  }
  if (kinds.size === 0) return [];
  const rows = [...kinds].sort(([, a], [, b]) => b.length - a.length).slice(0, 20);
  return [
    table(
      ['error', 'runs', 'the first of them'],
      rows.map(([error, runs]) => [
        error,
        `!${count(runs.length)}`,
        String(runs.reduce((least, run) => Math.min(least, run))),
      ]),
      [0],
    ),
    ...failingPoints(data),
    paragraph('All of them are in failures.csv.'),
  ];
}

const mostFailing = 10;

/** The points of which most runs fail, with their values. */
function failingPoints(data: SweepData): string[] {
  const { header, point, failures: all } = data;
  if (header.factors.length === 0) return [];
  const points = new Map<number, { run: number; failed: number }>();
  for (const run of all.keys()) {
    const known = points.get(point[run]!) ?? { run, failed: 0 };
    points.set(point[run]!, known);
    known.failed++;
  }
  const rows = [...points].sort(([a, { failed: n }], [b, { failed: m }]) => m - n || a - b);
  const rest = rows.length - mostFailing;
  return [
    table(
      ['points that fail most', 'runs that failed'],
      rows
        .slice(0, mostFailing)
        .map(([, { run, failed }]) => [
          pointOf(data, run),
          `!${count(failed)} of ${count(header.replicates)}`,
        ]),
      [0],
    ),
    ...(rest > 0 ? [paragraph(`And ${count(rest)} more points.`)] : []),
  ];
}
