/**
 * Which species follow from the others by conservation laws.
 *
 * Each independent law fixes one species, so a learned kernel predicts the others
 * only, and the laws hold exactly.
 */
import type { ConservationLaw } from './network.ts';

export interface Elimination {
  /** Species that are free, rising. */
  readonly independent: readonly number[];
  /**
   * Species that follow. Each law holds its own dependent species and independent
   * ones only, so they can be recovered in any order.
   */
  readonly dependent: readonly { readonly species: number; readonly law: ConservationLaw }[];
}

/**
 * Chooses as many dependent species as there are laws, each with coefficient ±1 in
 * its law where possible; among those the one that the fewest laws hold, the last if equal.
 *
 * @param laws          linearly independent, see {@link conservationLaws}
 * @param speciesCount  length of each law
 */
export function eliminate(laws: readonly ConservationLaw[], speciesCount: number): Elimination {
  const open = laws.map(({ coefficients }) => coefficients.slice());
  const pivots = new Map<number, number>();
  while (pivots.size < open.length) {
    const [row, species] = bestPivot(open, pivots, speciesCount);
    pivots.set(row, species);
    const pivot = open[row]!;
    open.forEach((law, i) => {
      const factor = law[species]!;
      if (i !== row && factor !== 0)
        open[i] = coprime(law.map((y, s) => y * pivot[species]! - pivot[s]! * factor));
    });
  }
  const dependent = [...pivots]
    .map(([row, species]) => ({ species, law: { coefficients: coprime(open[row]!) } }))
    .sort((a, b) => a.species - b.species);
  const taken = new Set(pivots.values());
  const independent = Array.from({ length: speciesCount }, (_, s) => s).filter((s) => !taken.has(s));
  return { independent, dependent };
}

/** The row and species to solve next; rows are independent, so there always is one. */
function bestPivot(
  open: readonly number[][],
  pivots: ReadonlyMap<number, number>,
  speciesCount: number,
): [row: number, species: number] {
  let best: [number, number] = [-1, -1];
  let bestCost = Number.POSITIVE_INFINITY;
  for (let species = 0; species < speciesCount; species++) {
    const holders = open.filter((law) => law[species] !== 0).length;
    open.forEach((law, row) => {
      if (pivots.has(row) || law[species] === 0) return;
      const cost = (Math.abs(law[species]!) - 1) * open.length + holders;
      if (cost <= bestCost) {
        best = [row, species];
        bestCost = cost;
      }
    });
  }
  return best;
}

/** Divided by the greatest common divisor, first non-zero positive. */
function coprime(row: readonly number[]): number[] {
  let divisor = 0;
  for (const value of row) divisor = gcd(divisor, Math.abs(value));
  const sign = (row.find((value) => value !== 0) ?? 1) < 0 ? -1 : 1;
  // `+ 0` makes −0 into 0.
  return row.map((value) => (sign * value) / (divisor || 1) + 0);
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
