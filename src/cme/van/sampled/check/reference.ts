/** A guess at the law at a time, as good as it takes to steer paths that go back: the laws of single species multiplied. */

/** Never 0, not normalised. */
export interface Reference {
  /** ln of the factor of species s at count n is `log[offset[s] + n]`. */
  readonly log: Float64Array;
  readonly offset: readonly number[];
}

/** Counts of each species among draws, shape [counts of all species]. */
export function countsOf(states: Int32Array, limits: Float64Array): Float64Array {
  const offset = offsets(limits);
  const counts = new Float64Array(offset.at(-1)!);
  const width = limits.length;
  for (let at = 0; at < states.length; at += width)
    for (let s = 0; s < width; s++) counts[offset[s]! + states[at + s]!]! += 1;
  return counts;
}

/** Of a share of a draw for counts that none had; less and less beyond those that some had. */
const none = 0.25;
const falls = 0.5;

/**
 * @param counts  as {@link countsOf} gives them, sums of several allowed
 * @param limits  greatest count of each species, all finite
 */
export function reference(counts: Float64Array, limits: Float64Array): Reference {
  const offset = offsets(limits);
  const log = new Float64Array(counts.length);
  for (let s = 0; s < limits.length; s++) {
    const own = counts.subarray(offset[s]!, offset[s + 1]!);
    const all = own.reduce((a, b) => a + b, 0);
    const least = own.findIndex((n) => n > 0);
    const most = own.findLastIndex((n) => n > 0);
    own.forEach((n, c) => {
      const beyond = Math.max(0, least - c, c - most);
      log[offset[s]! + c] = Math.log((n + none) / all) + beyond * Math.log(falls);
    });
  }
  return { log, offset };
}

/** ln h of the state from `at` on. */
export function logReference(
  { log, offset }: Reference,
  states: Int32Array,
  at: number,
  width: number,
): number {
  let sum = 0;
  for (let s = 0; s < width; s++) sum += log[offset[s]! + states[at + s]!]!;
  return sum;
}

function offsets(limits: Float64Array): number[] {
  const offset = [0];
  for (const limit of limits) offset.push(offset.at(-1)! + limit + 1);
  return offset;
}
