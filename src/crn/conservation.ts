/**
 * Conservation laws: integer vectors y with y · change = 0 for every reaction.
 *
 * A basis is found exactly (Gauss–Jordan elimination in integers of any size), and then
 * as many of its laws as possible are replaced by non-negative ones, which bound their
 * species: the extreme rays of Farkas' algorithm (Schuster & Höfer, J. Chem. Soc.
 * Faraday Trans. 87 (1991), doi 10.1039/FT9918702561). Rays can be exponentially
 * many, so above {@link maxRays} the plain basis is kept. Where even that would take too long, past
 * {@link maxTouched}, no law is told: simulation needs none, and what predicts by them predicts all species.
 */
import type { ConservationLaw, Term } from './network.ts';

const maxRays = 1000;
/** Entries of rows that elimination may touch, some ten seconds of it: networks of thousands of species could take hours. */
const maxTouched = 2e7;

/** A sparse integer vector: entry of each column, zeros left out. */
type Row = ReadonlyMap<number, bigint>;

/**
 * Laws that every change keeps: as many as there are, linearly independent,
 * non-negative ones first. Integers, coprime, first non-zero positive.
 *
 * @param changes       products minus reactants of each reaction; a species that
 *                      something else sets at will is a change of that species alone
 * @param speciesCount  length of each law
 */
export function conservationLaws(
  changes: readonly (readonly Term[])[],
  speciesCount: number,
): ConservationLaw[] {
  const echelon = new Echelon();
  // What depends on the rows before it says nothing new.
  const rows = distinctRows(changes).filter((row) => echelon.rank < speciesCount && echelon.add(row));
  if (echelon.rank === speciesCount || echelon.isGivenUp) return [];
  const chosen = new Echelon();
  const candidates = [...nonNegativeLaws(rows, speciesCount), ...echelon.nullSpace(speciesCount)];
  return candidates
    .filter((law) => chosen.add(law))
    .filter(isSafe)
    .map((law) => ({
      coefficients: Array.from({ length: speciesCount }, (_, s) => Number(law.get(s) ?? 0n)),
    }));
}

/** Integers beyond 2^53 cannot be kept in floating point: such a law is given up. */
function isSafe(law: Row): boolean {
  return [...law.values()].every((y) => Number.isSafeInteger(Number(y)));
}

/** Each change once, forward and backward counting as one. */
function distinctRows(changes: readonly (readonly Term[])[]): Row[] {
  const rows = new Map<string, Row>();
  for (const change of changes) {
    const row = coprime(new Map(change.map(({ species, count }) => [species, BigInt(count)])));
    rows.set([...row].join(' '), row);
  }
  return [...rows.values()];
}

/** Rows in reduced echelon form, each with a pivot column that is its own alone. */
class Echelon {
  readonly #rows = new Map<number, Row>();
  #touched = 0;

  /** Whether more was touched than may be; nothing is added any more. */
  get isGivenUp(): boolean {
    return this.#touched > maxTouched;
  }

  get rank(): number {
    return this.#rows.size;
  }

  /** Adds a row; false, and nothing added, if it depends on those before. */
  add(row: Row): boolean {
    let rest = row;
    for (const pivot of row.keys()) {
      const known = this.#rows.get(pivot);
      if (known) rest = this.#cleared(rest, known, pivot);
    }
    const pivot = smallest(rest);
    if (pivot === undefined || this.isGivenUp) return false;
    for (const [other, known] of this.#rows)
      if (known.has(pivot)) this.#rows.set(other, this.#cleared(known, rest, pivot));
    this.#rows.set(pivot, rest);
    return true;
  }

  #cleared(row: Row, by: Row, pivot: number): Row {
    this.#touched += row.size + by.size;
    return cleared(row, by, pivot);
  }

  /** Basis of { y : row · y = 0 for all rows }, one vector for each column without a pivot. */
  nullSpace(width: number): Row[] {
    const basis: Row[] = [];
    for (let free = 0; free < width; free++) {
      if (this.#rows.has(free)) continue;
      const held = [...this.#rows].filter(([, row]) => row.has(free));
      // y[free] is such that every y[pivot] = −row[free] · y[free] / row[pivot] is whole.
      const scale = held.reduce((so, [pivot, row]) => (so * row.get(pivot)!) / gcd(so, row.get(pivot)!), 1n);
      const y = new Map([[free, scale]]);
      for (const [pivot, row] of held) y.set(pivot, (-row.get(free)! * scale) / row.get(pivot)!);
      basis.push(coprime(y));
    }
    return basis;
  }
}

/** The extreme non-negative laws, smallest first; none when there are too many. */
function nonNegativeLaws(rows: readonly Row[], width: number): Row[] {
  let rays: Row[] = Array.from({ length: width }, (_, s) => new Map([[s, 1n]]));
  for (const row of rows) {
    const products = rays.map((ray) => dot(row, ray));
    const positive = rays.flatMap((ray, i) => (products[i]! > 0n ? [[ray, products[i]!] as const] : []));
    const negative = rays.flatMap((ray, i) => (products[i]! < 0n ? [[ray, products[i]!] as const] : []));
    const kept = rays.filter((_, i) => products[i] === 0n);
    if (kept.length + positive.length * negative.length > 4 * maxRays) return [];
    const pairs = positive.flatMap(([up, a]) => negative.map(([down, b]) => combined(up, -b, down, a)));
    pairs.sort((a, b) => a.size - b.size);
    // A sum of two rays is extreme unless its species are a superset of another ray's.
    for (const pair of pairs) if (!kept.some((ray) => isSubset(ray, pair))) kept.push(pair);
    if (kept.length > maxRays) return [];
    rays = kept;
  }
  const weight = (ray: Row) => Number([...ray.values()].reduce((sum, y) => sum + y, 0n));
  return rays.sort((a, b) => a.size - b.size || weight(a) - weight(b));
}

/** Are all species of `a` in `b`? */
function isSubset(a: Row, b: Row): boolean {
  if (a.size > b.size) return false;
  for (const s of a.keys()) if (!b.has(s)) return false;
  return true;
}

/** `row` without its entry in `pivot`, by subtracting a multiple of `by`. */
function cleared(row: Row, by: Row, pivot: number): Row {
  const entry = row.get(pivot);
  return entry === undefined ? row : combined(row, by.get(pivot)!, by, -entry);
}

/** a·x + b·y in lowest terms. */
function combined(x: Row, a: bigint, y: Row, b: bigint): Row {
  const sum = new Map<number, bigint>();
  for (const [s, value] of x) sum.set(s, a * value);
  for (const [s, value] of y) {
    const total = (sum.get(s) ?? 0n) + b * value;
    if (total === 0n) sum.delete(s);
    else sum.set(s, total);
  }
  return coprime(sum);
}

function dot(a: Row, b: Row): bigint {
  let sum = 0n;
  for (const [s, value] of a) sum += value * (b.get(s) ?? 0n);
  return sum;
}

/** Divided by the greatest common divisor, first non-zero positive. */
function coprime(row: Map<number, bigint>): Row {
  let divisor = 0n;
  for (const value of row.values()) {
    divisor = gcd(divisor, value);
    if (divisor === 1n) break;
  }
  const first = smallest(row);
  if (first === undefined) return row;
  if (row.get(first)! < 0n) divisor = -divisor;
  if (divisor !== 1n) for (const [s, value] of row) row.set(s, value / divisor);
  return row;
}

function smallest(row: Row): number | undefined {
  let least: number | undefined;
  for (const s of row.keys()) if (least === undefined || s < least) least = s;
  return least;
}

function gcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
