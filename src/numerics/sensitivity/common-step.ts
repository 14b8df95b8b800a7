/** The grid that values lie on: whole numbers, times of frames, counts that come in pairs. */

/** Of the largest value: what rounding makes of equal values and of whole multiples. */
const rounding = 1e-9;

/** Steps finer than this part of the range are no grid. */
const finest = 1e-6;

/**
 * The largest step that all values are whole multiples of apart, but for rounding.
 *
 * @param different  ascending, each value once
 * @returns undefined where there is none, or fewer than two values
 */
export function commonStep(different: ArrayLike<number>): number | undefined {
  const n = different.length;
  if (n < 2) return undefined;
  const [low, high] = [different[0]!, different[n - 1]!];
  const none = rounding * Math.max(Math.abs(low), Math.abs(high));
  let step = 0;
  for (let i = 1; i < n; i++) {
    // Euclid: from here on the step measures this gap too.
    let rest = different[i]! - different[i - 1]!;
    while (rest > none) [step, rest] = [rest, Math.abs(step - rest * Math.round(step / rest))];
  }
  if (step < finest * (high - low)) return undefined;
  // Each gap carries its own rounding; over the whole range it matters least.
  return (high - low) / Math.max(1, Math.round((high - low) / step));
}

/** Each value once, ascending; those that only rounding tells apart are one. */
export function differentValues(sample: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(sample).sort();
  const none = rounding * Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  const kept: number[] = [];
  for (const value of sorted) if (kept.length === 0 || value - kept.at(-1)! > none) kept.push(value);
  return kept;
}
