/**
 * Where stoichiometry lets a state go, whatever its formulas say, as an interval for one coordinate
 * after another.
 *
 * From `x`, with the reactions of its closure, the reachable states lie in
 * `x' ≥ 0` (essential) and in the cone the reactions span. In a basis of directions
 * the cone is a sign for each coordinate; else what is used of it is that a species
 * that is only ever used up stays ≤ x, that two which only change together stay so,
 * and so on for every single species and every pair. Eliminating the coordinates from the last
 * to the first (Fourier–Motzkin) leaves bounds of coordinate i in terms of the
 * former ones that can always be completed. Over whole numbers the elimination is
 * exact when one of the two coefficients is 1 (Pugh, Comm. ACM 35(8) 1992,
 * doi 10.1145/135226.135233); bounds of the cone that would spoil this are left
 * out, which only makes the support wider, never wrong.
 */
import type { Network } from '../../../crn/network.ts';
import { KernelError } from '../../../errors.ts';
import { Closures } from './closure.ts';
import type { Moves } from './moves.ts';

/** `z · coordinates ≤ x · counts`; every entry of `x` is ≥ 0, so staying put always fits. */
interface Inequality {
  readonly z: readonly number[];
  readonly x: readonly number[];
  /** Numbers of the cone's inequalities it was made from; none: it is essential. */
  readonly cone: ReadonlySet<number>;
}

/** More bounds than this on one coordinate, and those of the cone are given up. */
const mostBounds = 300;

/** So many numbers may write down the bounds of a closure, more where the essential ones alone take half of them. */
const roomForBounds = 8192;

/**
 * The largest count a learned kernel makes; counts are 32-bit integers. Draws are of single precision:
 * a change of more than 2^24 is an even number, of more than 2^25 a multiple of four.
 */
export const largestCount = 2 ** 30;

/** One inequality solved for its last coordinate, without zeros. */
export interface Bound {
  /** Positive: an upper bound; negative: a lower one. */
  readonly factor: number;
  readonly before: readonly { readonly index: number; readonly factor: number }[];
  readonly counts: readonly { readonly species: number; readonly factor: number }[];
}

/** The bounds of every coordinate, for one closure. */
export class Intervals {
  /** The interval that {@link of} found; `high` may be Infinity. */
  low = 0;
  high = 0;
  /** By coordinate. */
  readonly bounds: readonly (readonly Bound[])[];
  /** How many numbers write them down, see `rows/interval-tables.ts`. */
  readonly numbers: number;

  constructor(bounds: readonly (readonly Bound[])[]) {
    this.bounds = bounds;
    const terms = ({ before, counts }: Bound): number => before.length + counts.length;
    this.numbers = bounds.reduce((all, of) => of.reduce((sum, b) => sum + 2 + 2 * terms(b), all + 1), 0);
  }

  /** Sets `low` and `high` for coordinate `i`, given the state and the coordinates before it. */
  of(i: number, counts: ArrayLike<number>, at: number, z: ArrayLike<number>): void {
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    for (const { factor, before, counts: weights } of this.bounds[i]!) {
      let room = 0;
      for (let k = 0; k < weights.length; k++) room += weights[k]!.factor * counts[at + weights[k]!.species]!;
      for (let k = 0; k < before.length; k++) room -= before[k]!.factor * z[before[k]!.index]!;
      if (factor > 0) high = Math.min(high, Math.floor(room / factor));
      else low = Math.max(low, Math.ceil(room / factor));
    }
    this.low = low;
    this.high = high;
  }
}

export class Support {
  readonly #network: Network;
  readonly #moves: Moves;
  readonly #closures: Closures;
  readonly #intervals = new Map<string, Intervals>();
  #numbers = 0;

  /** @throws KernelError where counts cannot be kept ≥ 0 by bounding one species after another */
  constructor(network: Network, moves: Moves) {
    this.#network = network;
    this.#moves = moves;
    this.#closures = new Closures(network);
    // Its essential bounds are those of every closure: what can be refused is refused here.
    this.#solve(network.reactions.map((_, r) => r));
  }

  /** What names a closure, see {@link Closures.needs}. */
  get needs(): Closures['needs'] {
    return this.#closures.needs;
  }

  /** The intervals of the state that begins at `at` in `counts`. */
  intervals(counts: ArrayLike<number>, at: number): Intervals {
    const closure = this.#closures.of(counts, at);
    let intervals = this.#intervals.get(closure.key);
    if (!intervals) {
      intervals = this.#solve(closure.reactions);
      this.#intervals.set(closure.key, intervals);
    }
    return intervals;
  }

  /** At most so many numbers write down the bounds of any closure: beyond, those of the cone are given up. */
  get numbers(): number {
    if (this.#numbers === 0) {
      const result = project(this.#essential(), this.#moves.rank);
      const alone = 'bounds' in result ? new Intervals(result.bounds).numbers : 0;
      this.#numbers = Math.max(roomForBounds, 2 * alone);
    }
    return this.#numbers;
  }

  /** Counts stay ≥ 0. */
  #essential(): Inequality[] {
    const { basis, species, rank } = this.#moves;
    const essential: Inequality[] = [];
    for (let s = 0; s < species; s++) {
      const z = basis.slice(s * rank, (s + 1) * rank).map((v) => 0 - v);
      const x = new Array<number>(species).fill(0);
      x[s] = 1;
      if (z.some((v) => v !== 0)) essential.push({ z, x, cone: new Set() });
    }
    return essential;
  }

  #solve(reactions: readonly number[]): Intervals {
    const { basis, species, rank, kind } = this.#moves;
    const essential = this.#essential();
    const normals =
      kind === 'directions'
        ? signsOf(this.#moves, reactions)
        : coneOf(this.#network, reactions).map((normal) =>
            Array.from({ length: rank }, (_, j) =>
              normal.reduce((sum, v, s) => sum + v * basis[s * rank + j]!, 0),
            ),
          );
    const cone = normals.map(
      (z, i): Inequality => ({ z, x: new Array<number>(species).fill(0), cone: new Set([i]) }),
    );
    const kept = new Set(cone.flatMap((c, i) => (c.z.some((v) => v !== 0) ? [i] : [])));
    for (;;) {
      const system = [...essential, ...cone.filter((_, i) => kept.has(i))];
      const result = project(system, rank);
      if ('bounds' in result) {
        const intervals = new Intervals(result.bounds);
        const small = intervals.numbers <= roomForBounds || intervals.numbers <= this.numbers;
        if (small || kept.size === 0) return intervals;
        kept.clear();
      } else {
        if (result.inexact.size === 0) this.#refuse();
        for (const i of result.inexact) kept.delete(i);
      }
    }
  }

  #refuse(): never {
    throw new KernelError(
      'learned kernel',
      `the counts of ${this.#network.species.join(', ')} move in strides that cannot be bounded one by one`,
      'Use the kernel ssa for this network.',
    );
  }
}

/** In a basis of directions: coordinates that no reaction raises, or lowers. */
function signsOf({ rank, reactions: all }: Moves, reactions: readonly number[]): number[][] {
  return Array.from({ length: rank }, (_, i) => i).flatMap((i) =>
    [1, -1].flatMap((sign) =>
      reactions.every((r) => sign * all[r]![i]! <= 0) ? [all[0]!.map((_, j) => (j === i ? sign : 0))] : [],
    ),
  );
}

/**
 * Normals y with y · change ≤ 0 for all of these reactions, that touch one or two
 * species and do not follow from those of single species.
 */
function coneOf(network: Network, reactions: readonly number[]): number[][] {
  const n = network.species.length;
  const changes = reactions.map((r) => {
    const change = new Array<number>(n).fill(0);
    for (const { species, count } of network.reactions[r]!.change) change[species] = count;
    return change;
  });
  const allows = (y: (change: readonly number[]) => number): boolean => changes.every((c) => y(c) <= 0);
  const unit = (entries: readonly (readonly [number, number])[]): number[] => {
    const y = new Array<number>(n).fill(0);
    for (const [s, v] of entries) y[s] = v;
    return y;
  };
  const normals: number[][] = [];
  const falls = Array.from({ length: n }, (_, s) => allows((c) => c[s]!));
  const rises = Array.from({ length: n }, (_, s) => allows((c) => -c[s]!));
  for (let s = 0; s < n; s++) {
    if (falls[s]) normals.push(unit([[s, 1]]));
    if (rises[s]) normals.push(unit([[s, -1]]));
  }
  for (let s = 0; s < n; s++)
    for (let t = s + 1; t < n; t++) {
      const seen = new Set<string>();
      for (const change of changes) {
        if (change[s] === 0 || change[t] === 0) continue;
        const g = gcd(change[s]!, change[t]!);
        for (const sign of [1, -1]) {
          const [a, b] = [(sign * change[t]!) / g, (-sign * change[s]!) / g];
          if (seen.has(`${a},${b}`)) continue;
          seen.add(`${a},${b}`);
          const implied = (a > 0 ? falls[s] : rises[s]) && (b > 0 ? falls[t] : rises[t]);
          if (!implied && allows((c) => a * c[s]! + b * c[t]!))
            normals.push(
              unit([
                [s, a],
                [t, b],
              ]),
            );
        }
      }
    }
  return normals;
}

/** Bounds of each coordinate in terms of the former ones, or the cone's members to leave out. */
function project(
  system: readonly Inequality[],
  rank: number,
): { bounds: Bound[][] } | { inexact: ReadonlySet<number> } {
  const bounds: Bound[][] = new Array(rank);
  let current = tightest(system);
  for (let i = rank - 1; i >= 0; i--) {
    const here = current.filter((c) => c.z[i] !== 0);
    bounds[i] = here.map((c) => solveFor(c, i));
    if (i === 0) break;
    const next = current.filter((c) => c.z[i] === 0);
    for (const upper of here)
      for (const lower of here) {
        if (!(upper.z[i]! > 0 && lower.z[i]! < 0)) continue;
        const combined = combine(upper, lower, i);
        if (combined.z.every((v) => v === 0)) continue;
        if (upper.z[i] !== 1 && lower.z[i] !== -1) return { inexact: combined.cone };
        next.push(combined);
      }
    current = tightest(next);
    if (current.length > mostBounds) return { inexact: new Set(current.flatMap((c) => [...c.cone])) };
  }
  return { bounds };
}

/** The sum of multiples in which coordinate i cancels. */
function combine(upper: Inequality, lower: Inequality, i: number): Inequality {
  const [p, q] = [upper.z[i]!, -lower.z[i]!];
  const z = upper.z.map((v, j) => q * v + p * lower.z[j]!);
  const x = upper.x.map((v, j) => q * v + p * lower.x[j]!);
  // Two faces of an equality leave nothing at all.
  const g = [...z, ...x].reduce(gcd, 0) || 1;
  return {
    z: z.map((v) => v / g),
    x: x.map((v) => v / g),
    cone: new Set([...upper.cone, ...lower.cone]),
  };
}

/** Leaves out inequalities that another one of the same direction implies. */
function tightest(system: readonly Inequality[]): Inequality[] {
  const byDirection = new Map<string, Inequality[]>();
  for (const c of system) {
    const g = c.z.reduce(gcd, 0);
    const key = c.z.map((v) => v / g).join();
    const same = byDirection.get(key) ?? [];
    const scale = (d: Inequality): number => d.z.reduce(gcd, 0);
    const implies = (a: Inequality, b: Inequality): boolean =>
      a.x.every((v, j) => v * scale(b) <= b.x[j]! * scale(a));
    if (same.some((d) => implies(d, c))) continue;
    byDirection.set(key, [...same.filter((d) => !implies(c, d)), c]);
  }
  return [...byDirection.values()].flat();
}

function solveFor(c: Inequality, i: number): Bound {
  return {
    factor: c.z[i]!,
    before: c.z.slice(0, i).flatMap((factor, index) => (factor === 0 ? [] : [{ index, factor }])),
    counts: c.x.flatMap((factor, species) => (factor === 0 ? [] : [{ species, factor }])),
  };
}

function gcd(a: number, b: number): number {
  let [p, q] = [Math.abs(a), Math.abs(b)];
  while (q !== 0) [p, q] = [q, p % q];
  return p;
}
