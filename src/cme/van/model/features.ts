/** What a network sees of the counts before: tables, so that any function of a count costs the same. */
import type { Variables } from './variables.ts';

/** Rows of numbers for counts; a row of inputs is `start`, then those of every variable but the last. */
export interface Features {
  readonly start: readonly number[];
  /** Numbers for a count of variable i: [classes, size[i]], row-major. */
  readonly tables: readonly Float32Array[];
  readonly size: readonly number[];
  /** Where the numbers of variable i begin; `offset[variables]` is the width of all. */
  readonly offset: readonly number[];
}

function tabulate(
  start: readonly number[],
  classes: readonly number[],
  of: (count: number, classes: number) => readonly number[],
): Features {
  const rows = classes.slice(0, -1).map((n) => Array.from({ length: n }, (_, k) => of(k, n)));
  const size = rows.map((table) => table[0]!.length);
  const offset = [start.length];
  for (const n of size) offset.push(offset.at(-1)! + n);
  return { start, tables: rows.map((table) => Float32Array.from(table.flat())), size, offset };
}

/** A count as it is, after a 0. */
export function rawCounts({ classes }: Variables): Features {
  return tabulate([0], classes, (count) => [count]);
}

/** Which of the counts that any variable can have it is, after a 1 as if that were a count. */
export function tokens({ classes }: Variables): Features {
  const most = Math.max(...classes);
  const is = (count: number) => Array.from({ length: most }, (_, k) => (k === count ? 1 : 0));
  return tabulate(is(Math.min(1, most - 1)), classes, is);
}

/** Counts that are told apart one by one, from 0 on. */
const small = 4;
/** Counts of a species with no more than these are all told apart. */
const few = 8;

/**
 * After a 1: few counts one by one; else the small ones, the count and its logarithm over their
 * greatest, and overlapping bumps along the root of the count, in which Poisson laws are equally wide.
 */
export function shapedCounts({ classes }: Variables): Features {
  const is = (at: number, count: number) => (at === count ? 1 : 0);
  return tabulate([1], classes, (count, n) => {
    if (n <= few) return Array.from({ length: n }, (_, k) => is(k, count));
    const greatest = n - 1;
    const bumps = Math.min(16, Math.ceil(1.5 * Math.sqrt(n)));
    const along = Math.sqrt(count / greatest) * (bumps - 1);
    return [
      ...Array.from({ length: small }, (_, k) => is(k, count)),
      count / greatest,
      Math.log1p(count) / Math.log1p(greatest),
      ...Array.from({ length: bumps }, (_, k) => Math.exp(-((along - k) ** 2))),
    ];
  });
}

/** The numbers for one count of variable i, or the start for i = −1, to `out` from `to` on. */
export function writeOwn(
  { start, tables, size }: Features,
  i: number,
  count: number,
  out: Float32Array,
  to: number,
): void {
  if (i < 0) {
    out.set(start, to);
    return;
  }
  const [table, n] = [tables[i]!, size[i]!];
  for (let k = 0; k < n; k++) out[to + k] = table[count * n + k]!;
}

/** Writes rows of inputs, shape [rows, width], from counts of the variables, shape [rows, variables]. */
export function writeFeatures(features: Features, counts: Int32Array, rows: number, out: Float32Array): void {
  const { start, tables, offset } = features;
  const given = tables.length + 1;
  const width = offset.at(-1)!;
  for (let row = 0; row < rows; row++) {
    out.set(start, row * width);
    for (let i = 0; i < tables.length; i++)
      writeOwn(features, i, counts[row * given + i]!, out, row * width + offset[i]!);
  }
}
