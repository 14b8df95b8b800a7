/** Solved laws in words: for the terminal, for the page, and as JSON. */
import { count, type Terminal, timeText } from '../terminal.ts';
import { deviation, type SolvedLaws } from './law-figures.ts';

/** Species in a line of the terminal. */
const mostColumns = 4;

/** `28.95`, `0.0123`, `1.2e-9`. */
export function numberText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e7 ? value.toExponential(2) : String(+value.toPrecision(5));
}

/** What a bound on Σ|p − exact| means: a box that reflects is another chain, and its law the exact one. */
export function boundText(bound: number, truncation: string): string {
  const exact = truncation === 'reflecting' ? 'those of a chain that stops at the limits' : 'the exact ones';
  return Number.isFinite(bound)
    ? `All probabilities of a law together are within ${bound.toExponential(1)} of ${exact}.`
    : `There is no bound on how far the laws are from ${exact}.`;
}

export interface Farthest {
  readonly species: string;
  readonly time: number;
  readonly distance: number;
  readonly floor: number;
  /** Histograms, and those that chance does not explain. */
  readonly tested: number;
  readonly beyond: number;
}

/** The histogram that is the most times its floor away; undefined where nothing was compared. */
export function farthest({ laws, comparison }: SolvedLaws): Farthest | undefined {
  if (!comparison) return undefined;
  const all = comparison.histograms.flatMap((row, t) =>
    row.map((h, s) => ({ ...h, species: laws.header.species[s]!, time: laws.rows[t]!.time })),
  );
  const times = (h: { distance: number; floor: number }): number => h.distance / Math.max(h.floor, 1e-12);
  const [first] = all.toSorted((a, b) => times(b) - times(a));
  const beyond = all.filter((h) => h.distance > h.limit).length;
  return first && { ...first, tested: all.length, beyond };
}

export interface LawFiles {
  readonly figures: readonly string[];
  readonly report?: string;
}

/** A table with a line for each time, and where everything is. */
export function printLaws(terminal: Terminal, solved: SolvedLaws, files: LawFiles): void {
  const { laws, method } = solved;
  const { header, rows } = laws;
  const shown = header.species.slice(0, mostColumns);
  const more = header.species.length - shown.length;
  terminal.print();
  terminal.print(`${header.scenario} by ${method.name}, from ${header.start}`);
  const table = [
    ['time', ...shown, 'lost', 'bound', ...Object.keys(rows[0]?.told ?? {})],
    ...rows.map((row, i) => [
      `${+row.time.toPrecision(8)}`,
      ...shown.map((_, s) => `${numberText(row.mean[s]!)} ± ${numberText(deviation(laws, i, s))}`),
      row.lost.toExponential(1),
      Number.isFinite(row.error) ? row.error.toExponential(1) : 'none',
      ...Object.values(row.told).map((n) => (Number.isInteger(n) ? count(n) : numberText(n))),
    ]),
  ];
  const widths = table[0]!.map((_, c) => Math.max(...table.map((line) => line[c]!.length)));
  for (const line of table)
    terminal.print(`  ${line.map((text, c) => text.padStart(widths[c]!)).join('  ')}`);
  if (more > 0) terminal.print(`  (${more} more species in the recording)`);
  for (const line of againstText(solved)) terminal.print(line);
  terminal.print();
  terminal.print(`  laws        ${laws.path}`);
  if (files.figures.length > 0) terminal.print(`  figures     ${files.figures.join(', ')}`);
  if (files.report) terminal.print(`  report      ${files.report}`);
  terminal.print(`In Python:    xarray.open_zarr('${laws.path}'), and with group='marginal'`);
}

/** What a comparison with exact trajectories came to; nothing where there was none. */
function againstText(solved: SolvedLaws): string[] {
  const far = farthest(solved);
  if (!far) return [];
  const verdict =
    far.beyond === 0
      ? `all ${far.tested} histograms are as near as chance allows`
      : `${far.beyond} of ${far.tested} histograms are farther than chance explains`;
  const when = timeText(far.time, solved.laws.header.timeUnit);
  return [
    `against ${count(solved.comparison!.trajectories)} exact trajectories: ${verdict}; farthest for its floor is`,
    `${far.species} at ${when}, ${far.distance.toFixed(4)} with a floor of ${far.floor.toFixed(4)}`,
  ];
}

/** The same for programs. */
export function jsonLaws(solved: SolvedLaws, files: LawFiles, status: string): object {
  const { laws } = solved;
  const { header, rows } = laws;
  const named = (value: (s: number) => unknown): object =>
    Object.fromEntries(header.species.map((name, s) => [name, value(s)]));
  return {
    scenario: header.scenario,
    method: header.method,
    status,
    laws: rows.map((row, i) => ({
      time: row.time,
      mean: named((s) => row.mean[s]),
      sd: named((s) => deviation(laws, i, s)),
      // JSON has no infinity.
      error: Number.isFinite(row.error) ? row.error : null,
      lost: row.lost,
      entropy: row.entropy,
      ...row.told,
      ...(solved.comparison
        ? {
            againstSsa: named((s) => {
              const { distance, floor, limit } = solved.comparison!.histograms[i]![s]!;
              return { distance, floor, limit };
            }),
          }
        : {}),
    })),
    recording: laws.path,
    ...files,
  };
}
