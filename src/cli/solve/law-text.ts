/** Solved laws in words: for the terminal, for the page, and as JSON. */

import type { LawRow } from '../../run/solve/laws/format.ts';
import type { Laws } from '../../run/solve/laws/read-laws.ts';
import { count, percent, type Terminal, timeText } from '../terminal.ts';
import { deviation, type SolvedLaws } from './law-figures.ts';

/** Species in a line of the terminal. */
const mostColumns = 4;

/** `28.95`, `0.0123`, `1.2e-9`. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e7 ? value.toExponential(2) : String(+value.toPrecision(5));
}

/** Is the error of the laws an estimate, no bound? */
export const isEstimated = ({ rows }: Laws): boolean => rows[0]?.told.errorDeviation !== undefined;

/** The error of one law: a bound, or an estimate with its standard error. */
export function errorText({ error, told }: LawRow): string {
  if (!Number.isFinite(error)) return told.errorDeviation === undefined ? 'none' : 'unknown';
  if (told.errorDeviation === undefined) return error.toExponential(1);
  return `${error.toPrecision(2)} ± ${told.errorDeviation.toPrecision(1)}`;
}

/** What a bound on Σ|p − exact| means: a box that reflects is another chain, and its law the exact one. */
export function boundText(laws: Laws): string {
  const { truncation, limits } = laws.header;
  const worst = laws.rows.reduce((a, b) => (b.error > a.error ? b : a));
  const { error, told } = worst;
  const exact =
    truncation === 'reflecting' && (Object.keys(limits).length > 0 || isEstimated(laws))
      ? 'those of a chain that stops at the limits'
      : 'the exact ones';
  if (!Number.isFinite(error) && !isEstimated(laws))
    return `How far the laws are from ${exact} is not known: \`--compare\` tells.${clippedText(laws)}`;
  if (!Number.isFinite(error))
    return `Drawn, and its estimates are too noisy to tell how far the laws are from ${exact}: ask for more times, closer together, or more samples.`;
  if (!isEstimated(laws))
    return `All probabilities of a law together are within ${error.toExponential(1)} of ${exact}.`;
  const noise =
    told.errorLeast! < error / 2
      ? ` Most of that may be noise of the estimate, which is between ${told.errorLeast!.toPrecision(2)} and that: more samples tell.`
      : '';
  const piece = checkedPiece(laws);
  const near =
    piece === undefined
      ? ''
      : ` It looks back over the last ${timeText(piece, laws.header.timeUnit)} before a time alone: errors that networks share and that last longer are not in it; marginals and pairs against exact trajectories (--compare ssa) show those.`;
  return `Drawn: all probabilities of a law together are some ${errorText(worst)} from ${exact}, an estimate.${noise}${near}`;
}

/** Steps of the published algorithm that were too long; nothing where none was. */
function clippedText({ rows }: Laws): string {
  const most = rows.reduce((share, { told }) => Math.max(share, told.clipped ?? 0), 0);
  if (most === 0) return '';
  return ` In ${percent(most, 1)} of the draws on the way to a time Euler's step led below 0, where it was cut off: a shorter \`--parity\` is needed.`;
}

/** The shortest time that an estimate looks back, where that is less than the step it is of. */
function checkedPiece({ rows }: Laws): number | undefined {
  const pieces = rows.flatMap(({ time, told }, i) => {
    const step = time - (rows[i - 1]?.time ?? 0);
    return told.checkedOver !== undefined && told.checkedOver < 0.999 * step ? [told.checkedOver] : [];
  });
  return pieces.length > 0 ? Math.min(...pieces) : undefined;
}

export interface Farthest {
  /** A species, or two. */
  readonly of: string;
  readonly time: number;
  readonly distance: number;
  readonly floor: number;
  /** Histograms of species and of pairs, and those that chance does not explain. */
  readonly tested: number;
  readonly beyond: number;
}

/** The histogram that is the most times its floor away; undefined where nothing was compared. */
export function farthest({ laws, comparison }: SolvedLaws): Farthest | undefined {
  if (!comparison) return undefined;
  const all = laws.rows.flatMap(({ time }, t) => [
    ...comparison.histograms[t]!.map((h, s) => ({ ...h, of: laws.header.species[s]!, time })),
    ...comparison.pairs[t]!.map((h) => ({ ...h, of: h.pair.join(' with '), time })),
  ]);
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
  const { laws, method, exact } = solved;
  const { header, rows } = laws;
  const shown = header.species.slice(0, mostColumns);
  const more = header.species.length - shown.length;
  terminal.print();
  terminal.print(`${header.scenario} by ${method.name}, from ${header.start}`);
  const table = [
    [
      'time',
      ...shown,
      'lost',
      isEstimated(laws) ? 'error' : 'bound',
      ...Object.keys(rows[0]?.told ?? {}),
      ...(exact ? ['TV to fsp'] : []),
    ],
    ...rows.map((row, i) => [
      `${+row.time.toPrecision(8)}`,
      ...shown.map((_, s) => `${numberText(row.mean[s]!)} ± ${numberText(deviation(laws, i, s))}`),
      row.lost.toExponential(1),
      errorText(row),
      ...Object.values(row.told).map((n) => (Number.isInteger(n) ? count(n) : numberText(n))),
      ...(exact ? [exact.times[i]!.distance?.toExponential(1) ?? 'not kept'] : []),
    ]),
  ];
  const widths = table[0]!.map((_, c) => Math.max(...table.map((line) => line[c]!.length)));
  for (const line of table)
    terminal.print(`  ${line.map((text, c) => text.padStart(widths[c]!)).join('  ')}`);
  if (more > 0) terminal.print(`  (${more} more species in the recording)`);
  terminal.print(boundText(laws));
  for (const line of [...againstText(solved), ...againstFspText(solved)]) terminal.print(line);
  const beside = besideStationary(solved);
  if (beside) terminal.print(beside);
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
      ? `all ${far.tested} histograms, of species and of pairs, are as near as chance allows`
      : `${far.beyond} of ${far.tested} histograms are farther than chance explains`;
  const when = timeText(far.time, solved.laws.header.timeUnit);
  return [
    `against ${count(solved.comparison!.trajectories)} exact trajectories: ${verdict}; farthest for its floor is`,
    `${far.of} at ${when}, ${far.distance.toFixed(4)} with a floor of ${far.floor.toFixed(4)}`,
  ];
}

/** The time, and the species there, that are the farthest from fsp. */
function farthestFromFsp({ laws, exact }: SolvedLaws) {
  if (!exact || exact.times.length === 0) return undefined;
  const joint = exact.times
    .map(({ distance = 0, error }, t) => ({ distance, error, time: laws.rows[t]!.time }))
    .reduce((a, b) => (b.distance > a.distance ? b : a));
  const species = exact.times
    .flatMap(({ marginals }, t) =>
      marginals.map(({ distance }, s) => ({
        distance,
        species: laws.header.species[s]!,
        time: laws.rows[t]!.time,
      })),
    )
    .reduce((a, b) => (b.distance > a.distance ? b : a));
  return { joint, species };
}

/** What a comparison with fsp came to. */
function againstFspText(solved: SolvedLaws): string[] {
  const far = farthestFromFsp(solved);
  if (!far) return [];
  const unit = solved.laws.header.timeUnit;
  const { joint, species } = far;
  return [
    `against fsp, exact within ${joint.error.toExponential(1)}: total variation of all states ${joint.distance.toExponential(1)} at most, at ${timeText(joint.time, unit)};`,
    `of one species ${species.distance.toExponential(1)}, ${species.species} at ${timeText(species.time, unit)}`,
  ];
}

/** What a comparison of a stationary law is one with; undefined where there is none. */
export function besideStationary({ laws, task, comparison, exact }: SolvedLaws): string | undefined {
  if (task.van?.parity?.loss !== 'steady-state' || !(comparison ?? exact)) return undefined;
  const when = timeText(laws.rows.at(-1)!.time, laws.header.timeUnit);
  return `The law is the stationary one; it is compared with that at ${when}, which may not have settled by then: ask for later \`--times\`.`;
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
      ...(solved.exact
        ? {
            againstFsp: {
              distance: solved.exact.times[i]!.distance ?? null,
              error: solved.exact.times[i]!.error,
              species: named((s) => solved.exact!.times[i]!.marginals[s]!.distance),
            },
          }
        : {}),
      ...(solved.comparison
        ? {
            againstSsa: named((s) => {
              const { distance, floor, limit } = solved.comparison!.histograms[i]![s]!;
              return { distance, floor, limit };
            }),
            againstSsaPairs: solved.comparison.pairs[i]!,
          }
        : {}),
    })),
    recording: laws.path,
    ...files,
  };
}
