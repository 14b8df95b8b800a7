/**
 * The dip of a sample: how far its law is, at least, from every law with one hump.
 *
 * Source: Hartigan & Hartigan, Ann. Statist. 13(1):70–84, 1985, doi 10.1214/aos/1176346577. The steps are
 * those of its section 4; the hulls are made by a monotone chain, anew in every round.
 */
import { ScenarioError } from '../../errors.ts';

export interface Dip {
  /**
   * Largest distance of the cumulative law from the nearest with one hump, from 1/(2n) to 1/4; 0 where all
   * are equal.
   */
  readonly dip: number;
  /**
   * Where the distance arises: values lie less densely here than on both sides. Undefined where none
   * stands out.
   */
  readonly valley: readonly [low: number, high: number] | undefined;
}

/**
 * @param sorted  ascending, one finite value or more. Equal values are one jump of the law: for counts,
 *                spread them first.
 *
 * Cost    O(n) a round; rounds are few
 * @throws ScenarioError for an empty sample
 */
export function dipOf(sorted: Float64Array): Dip {
  const n = sorted.length;
  if (n === 0) throw new ScenarioError('dip', 'the sample is empty', 'Give it a value.');
  const law = corners(sorted);
  const { x, below, upTo } = law;
  let [left, right] = [0, x.length - 1];
  if (left === right) return { dip: 0, valley: undefined };
  let most = 1;
  let valley: readonly [number, number] | undefined;
  const see = (gap: Gap): void => {
    if (gap.size > most) [most, valley] = [gap.size, [x[gap.from]!, x[gap.to]!]];
  };
  for (;;) {
    const under = hull(x, below, left, right, 1);
    const over = hull(x, upTo, left, right, -1);
    const mode = widest(law, under, over);
    if (mode.size <= most) break;
    see(greatestRise(law, under, mode.left));
    see(greatestFall(law, over, mode.right));
    if (mode.left === left && mode.right === right) break;
    [left, right] = [mode.left, mode.right];
  }
  return { dip: most / (2 * n), valley };
}

/** The different values, and how many of the sample lie below each and up to each. */
interface Corners {
  readonly x: Float64Array;
  readonly below: Float64Array;
  readonly upTo: Float64Array;
}

function corners(sorted: Float64Array): Corners {
  const n = sorted.length;
  const [x, below, upTo] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let k = -1;
  for (let i = 0; i < n; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      x[++k] = sorted[i]!;
      below[k] = i;
    }
    upTo[k] = i + 1;
  }
  return { x: x.subarray(0, k + 1), below: below.subarray(0, k + 1), upTo: upTo.subarray(0, k + 1) };
}

/**
 * Corners of the greatest convex line under (side 1), or least concave line over (−1), the points left …
 * right.
 */
function hull(x: Float64Array, y: Float64Array, left: number, right: number, side: 1 | -1): Int32Array {
  const kept = new Int32Array(right - left + 1);
  let n = 0;
  for (let k = left; k <= right; k++) {
    while (n >= 2) {
      const [a, b] = [kept[n - 2]!, kept[n - 1]!];
      if (side * ((y[b]! - y[a]!) * (x[k]! - x[b]!) - (y[k]! - y[b]!) * (x[b]! - x[a]!)) < 0) break;
      n--;
    }
    kept[n++] = k;
  }
  return kept.subarray(0, n);
}

/** Height at x[k] of the line from corner a to corner b; a itself where they are one. */
function lineAt(x: Float64Array, y: Float64Array, a: number, b: number, k: number): number {
  return a === b ? y[a]! : y[a]! + ((x[k]! - x[a]!) / (x[b]! - x[a]!)) * (y[b]! - y[a]!);
}

/** Where the two hulls are farthest apart: the next interval that the mode is in, by its corners. */
function widest(
  { x, below, upTo }: Corners,
  under: Int32Array,
  over: Int32Array,
): { readonly size: number; readonly left: number; readonly right: number } {
  let found = { size: 0, left: 0, right: 0 };
  for (let i = 0, j = 0; i < under.length; i++) {
    const k = under[i]!;
    while (over[j]! < k) j++;
    const size = lineAt(x, upTo, over[Math.max(0, j - 1)]!, over[j]!, k) - below[k]!;
    if (size > found.size) found = { size, left: k, right: over[j]! };
  }
  for (let i = 0, j = 0; j < over.length; j++) {
    const k = over[j]!;
    while (i + 1 < under.length && under[i + 1]! <= k) i++;
    const size = upTo[k]! - lineAt(x, below, under[i]!, under[Math.min(i + 1, under.length - 1)]!, k);
    if (size >= found.size) found = { size, left: under[i]!, right: k };
  }
  return found;
}

/** A distance of the law from a hull, and the stretch where the law is too flat for one hump. */
interface Gap {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Greatest height of the law over its convex hull, left of corner `mode`. */
function greatestRise({ x, below, upTo }: Corners, under: Int32Array, mode: number): Gap {
  let found: Gap = { size: 0, from: 0, to: 0 };
  for (let i = 0; under[i]! < mode; i++)
    for (let k = under[i]!; k < under[i + 1]!; k++) {
      const size = upTo[k]! - lineAt(x, below, under[i]!, under[i + 1]!, k);
      if (size > found.size) found = { size, from: k, to: under[i + 1]! };
    }
  return found;
}

/** Greatest depth of the law under its concave hull, right of corner `mode`. */
function greatestFall({ x, below, upTo }: Corners, over: Int32Array, mode: number): Gap {
  let found: Gap = { size: 0, from: 0, to: 0 };
  for (let j = over.length - 1; over[j]! > mode; j--)
    for (let k = over[j]!; k > over[j - 1]!; k--) {
      const size = lineAt(x, upTo, over[j - 1]!, over[j]!, k) - below[k]!;
      if (size > found.size) found = { size, from: over[j - 1]!, to: k };
    }
  return found;
}
