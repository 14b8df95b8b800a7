/** Scalars over time, in as few points as a chart can show. */
import { ScenarioError } from '../errors.ts';
import type { Columns } from './store/columns.ts';

/** Point p stands for frames `first[p]` to `first[p + 1]` − 1 (the last one: to the end). */
export interface ScalarSeries {
  readonly first: Int32Array;
  /** Time of the first of its frames. */
  readonly times: Float64Array;
  readonly scalars: Readonly<
    Record<string, { readonly least: Float64Array; readonly greatest: Float64Array }>
  >;
}

/** @throws ScenarioError unless `points` is a whole number, 1 or more */
export function seriesOf({ frames, times, scalars }: Columns, points: number): ScalarSeries {
  if (!Number.isInteger(points) || points < 1)
    throw new ScenarioError('series', `${points} is no number of points`, 'Ask for 1 or more.');
  const n = Math.min(points, frames);
  const first = Int32Array.from({ length: n }, (_, p) => Math.floor((p * frames) / n));
  const over = (values: Float64Array, pick: (a: number, b: number) => number): Float64Array =>
    Float64Array.from(first, (from, p) => values.subarray(from, first[p + 1] ?? frames).reduce(pick));
  return {
    first,
    times: Float64Array.from(first, (i) => times[i]!),
    scalars: Object.fromEntries(
      Object.entries(scalars).map(([name, values]) => [
        name,
        { least: over(values, (a, b) => Math.min(a, b)), greatest: over(values, (a, b) => Math.max(a, b)) },
      ]),
    ),
  };
}
