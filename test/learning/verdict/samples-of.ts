/** Samples of a verdict with laws that a test chooses, and how they are judged. */
import { defaultLimits, type Limits } from '../../../src/learning/verdict/limits.ts';
import { type Reading, ruling } from '../../../src/learning/verdict/readings.ts';
import type { Three } from '../../../src/learning/verdict/sets/samples.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

export type Draw = (stream: Stream) => number;

/** Rows of several species, drawn together: columns of a sample of `n`. */
export function columnsFrom(
  n: number,
  number: number,
  draw: (stream: Stream) => readonly number[],
): Int32Array[] {
  const stream = new Stream().open(7, number, 0, Purpose.analysis);
  const rows = Array.from({ length: n }, () => draw(stream));
  return rows[0]!.map((_, s) => Int32Array.from(rows, (row) => row[s]!));
}

type Rows = (stream: Stream) => readonly number[];

/** Settings of `n` trajectories; all three samples are independent. By setting, then by species. */
export function settingsOf(settings: number, n: number, exact: Rows, learned: Rows): Three[][] {
  return Array.from({ length: settings }, (_, i) => {
    const [e, o, l] = [exact, exact, learned].map((draw, k) => columnsFrom(n, 3 * i + k, draw));
    return e!.map((_, s) => ({ exact: e![s]!, other: o![s]!, learned: l![s]! }));
  });
}

/** Families that fail, at a chance of a false alarm of 1e-9 in all. */
export function failing(readings: readonly Reading[]): string[] {
  return ruling(readings, 1e-9)
    .filter((f) => f.failed > 0)
    .map((f) => f.name);
}

export const limits: Limits = defaultLimits;
