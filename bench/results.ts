/** What earlier measurements left in `results/`. */
import { existsSync, readFileSync } from 'node:fs';
import type { Effort, Row } from './group.ts';
import { type Entry, isAbsent, type Measured } from './interleave.ts';
import type { Machine } from './measure.ts';

export interface GroupResult {
  readonly machine: Machine;
  readonly effort: Effort;
  /** Wall seconds the group took. */
  readonly seconds: number;
  readonly rows: readonly Row[];
}

export function readResult<T = GroupResult>(name: string): (T & { readonly machine: Machine }) | undefined {
  const file = new URL(`./results/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Where one number stands. */
export type Place = readonly [group: string, row: string, contestant: string];

/** The numbers at a place; an absent one says why. */
export function entryAt([group, row, contestant]: Place): Entry {
  const entry = readResult(group)?.rows.find((r) => r.name === row)?.entries[contestant];
  return entry ?? { absent: `not measured yet: npm run bench -- ${group}` };
}

/** One number over another, or why there is none. */
export function ratioOf(a: Place, b: Place, of: keyof Measured): number | string {
  const [x, y] = [entryAt(a), entryAt(b)];
  if (isAbsent(x)) return x.absent;
  return isAbsent(y) ? y.absent : x[of] / y[of];
}

/** A fact of a row, or why there is none. */
export function factAt(group: string, row: string, fact: string): number | string {
  const value = readResult(group)?.rows.find((r) => r.name === row)?.facts?.[fact];
  return value ?? `not measured yet: npm run bench -- ${group}`;
}
