/** Lines with times of their own in one table, as uPlot wants them. */
import type { ChartLine } from './chart-specs.ts';

/** A column of numbers; null where a line has none at that time. */
export type Column = (number | null)[];

/** All times in ascending order, each once. */
function unionOf(columns: readonly ArrayLike<number>[]): number[] {
  const longest = columns.reduce((a, b) => (b.length > a.length ? b : a), [] as ArrayLike<number>);
  const alike = columns.every((c) => c === longest || c.length === 0 || sameNumbers(c, longest));
  if (alike) return Array.from(longest);
  return [...new Set(columns.flatMap((c) => Array.from(c)))].sort((a, b) => a - b);
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function spread(times: readonly number[], x: ArrayLike<number>, y: ArrayLike<number>): Column {
  const out: Column = [];
  let at = 0;
  for (const time of times) {
    while (at < x.length && x[at]! < time) at++;
    const value = at < x.length && x[at] === time ? y[at]! : Number.NaN;
    out.push(Number.isNaN(value) ? null : value);
  }
  return out;
}

/** The times, then for each line its values and, where it has a band, the band's ends: low, high. */
export function chartTable(lines: readonly ChartLine[]): [number[], ...Column[]] {
  const times = unionOf(lines.map(({ x }) => x));
  const columns = lines.flatMap(({ x, y, band }) =>
    [y, ...(band ? [band.low, band.high] : [])].map((values) => spread(times, x, values)),
  );
  return [times, ...columns];
}
