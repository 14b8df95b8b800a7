/**
 * Conservation laws: integer vectors y with y · change = 0 for every reaction.
 *
 * A basis is found exactly (Gaussian elimination in integers of any size), and then
 * as many of its laws as possible are replaced by non-negative ones, which bound their
 * species: the extreme rays of Farkas' algorithm (Schuster & Höfer, J. Chem. Soc.
 * Faraday Trans. 87 (1991), doi 10.1039/FT9918702561). Rays can be exponentially
 * many, so above {@link maxRays} the plain basis is kept.
 */
import type { ConservationLaw, Term } from './network.ts';

const maxRays = 2000;

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
  const rows = distinctRows(changes, speciesCount);
  const basis = nullSpace(rows, speciesCount);
  if (basis.length === 0) return [];
  const laws = independent([...nonNegativeLaws(rows, speciesCount), ...basis], speciesCount);
  // A law that needs integers beyond 2^53 cannot be kept in floating point.
  return laws
    .filter((law) => law.every((y) => Number.isSafeInteger(Number(y))))
    .map((law) => ({ coefficients: law.map(Number) }));
}

/** Each change once as a full row, forward and backward counting as one. */
function distinctRows(changes: readonly (readonly Term[])[], width: number): bigint[][] {
  const rows = new Map<string, bigint[]>();
  for (const change of changes) {
    const row = new Array<bigint>(width).fill(0n);
    for (const { species, count } of change) row[species]! += BigInt(count);
    const plain = coprime(row);
    rows.set(plain.join(), plain);
  }
  return [...rows.values()];
}

/** Basis of { y : row · y = 0 for all rows }, one vector per free column. */
function nullSpace(rows: readonly bigint[][], width: number): bigint[][] {
  const { reduced, pivots } = reduce(rows, width);
  const isPivot = new Set(pivots);
  const basis: bigint[][] = [];
  for (let free = 0; free < width; free++) {
    if (isPivot.has(free)) continue;
    // y[free] = scale makes every y[pivot] = −row[free]·scale/row[pivot] whole.
    let scale = 1n;
    reduced.forEach((row, i) => {
      const pivot = row[pivots[i]!]!;
      scale = (scale * pivot) / gcd(scale, pivot);
    });
    const y = new Array<bigint>(width).fill(0n);
    y[free] = scale;
    reduced.forEach((row, i) => {
      y[pivots[i]!] = (-row[free]! * scale) / row[pivots[i]!]!;
    });
    basis.push(coprime(y));
  }
  return basis;
}

/** Reduced row echelon form in coprime integers, zero rows left out. */
function reduce(rows: readonly bigint[][], width: number): { reduced: bigint[][]; pivots: number[] } {
  const reduced = rows.map((row) => row.slice());
  const pivots: number[] = [];
  for (let column = 0; column < width && pivots.length < reduced.length; column++) {
    const rank = pivots.length;
    const found = reduced.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (found < 0) continue;
    [reduced[rank], reduced[found]] = [reduced[found]!, reduced[rank]!];
    const pivot = reduced[rank]!;
    reduced.forEach((row, i) => {
      if (i === rank || row[column] === 0n) return;
      const up = pivot[column]!;
      const down = row[column]!;
      reduced[i] = coprime(row.map((value, j) => value * up - pivot[j]! * down));
    });
    pivots.push(column);
  }
  reduced.length = pivots.length;
  return { reduced, pivots };
}

/** The extreme non-negative laws, smallest first; empty when there are too many. */
function nonNegativeLaws(rows: readonly bigint[][], width: number): bigint[][] {
  // Each ray carries y and, in step, its product with every change not yet treated.
  let rays = Array.from({ length: width }, (_, s) => unit(width, s));
  for (const row of rows) {
    const products = rays.map((ray) => dot(row, ray));
    const next = rays.filter((_, i) => products[i] === 0n);
    for (let i = 0; i < rays.length; i++) {
      if (products[i]! <= 0n) continue;
      for (let j = 0; j < rays.length; j++) {
        if (products[j]! >= 0n) continue;
        next.push(coprime(rays[i]!.map((y, s) => y * -products[j]! + rays[j]![s]! * products[i]!)));
        if (next.length > maxRays) return [];
      }
    }
    rays = extreme(next);
  }
  const weight = (ray: readonly bigint[]) => Number(ray.reduce((sum, y) => sum + y, 0n));
  return rays.sort((a, b) => support(a).length - support(b).length || weight(a) - weight(b));
}

/** Rays whose species are not a superset of another ray's: the others are sums of rays. */
function extreme(rays: readonly bigint[][]): bigint[][] {
  const bySize = rays.map((ray) => ({ ray, species: support(ray) }));
  bySize.sort((a, b) => a.species.length - b.species.length);
  const kept: { ray: bigint[]; species: Set<number> }[] = [];
  for (const { ray, species } of bySize) {
    const own = new Set(species);
    if (!kept.some((other) => other.species.size <= own.size && [...other.species].every((s) => own.has(s))))
      kept.push({ ray, species: own });
  }
  return kept.map(({ ray }) => ray);
}

/** The first laws that are linearly independent of those before them. */
function independent(laws: readonly bigint[][], width: number): bigint[][] {
  const kept: bigint[][] = [];
  const echelon: { row: bigint[]; pivot: number }[] = [];
  for (const law of laws) {
    let rest = law;
    for (const { row, pivot } of echelon) {
      const up = row[pivot]!;
      const down = rest[pivot]!;
      if (down !== 0n) rest = coprime(rest.map((value, j) => value * up - row[j]! * down));
    }
    const pivot = rest.findIndex((value) => value !== 0n);
    if (pivot < 0) continue;
    echelon.push({ row: rest, pivot });
    kept.push(law);
    if (kept.length === width) break;
  }
  return kept;
}

function support(ray: readonly bigint[]): number[] {
  return ray.flatMap((y, s) => (y === 0n ? [] : [s]));
}

function unit(width: number, at: number): bigint[] {
  return Array.from({ length: width }, (_, s) => (s === at ? 1n : 0n));
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let s = 0; s < a.length; s++) if (a[s] !== 0n && b[s] !== 0n) sum += a[s]! * b[s]!;
  return sum;
}

/** Divided by the greatest common divisor, first non-zero positive. */
function coprime(row: bigint[]): bigint[] {
  let divisor = 0n;
  for (const value of row) if (value !== 0n && divisor !== 1n) divisor = gcd(divisor, value);
  const first = row.find((value) => value !== 0n);
  if (first === undefined || divisor === 0n) return row;
  if (first < 0n) divisor = -divisor;
  return divisor === 1n ? row : row.map((value) => value / divisor);
}

function gcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
