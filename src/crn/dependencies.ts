/** Which propensities must be looked at again after something changed. */
import type { Expression } from './expression.ts';
import type { Network } from './network.ts';

/** Everything in a network that reads something else, by number. */
export interface Dependencies {
  /** Shape [reactions]: the reactions whose propensity may change when this one fires. */
  readonly affects: readonly (readonly number[])[];
  /** Shape [species]: the reactions whose law reads it, or that take it. */
  readonly readers: readonly (readonly number[])[];
  /** Shape [reactions]: the rate constants each law reads. */
  readonly rates: readonly (readonly number[])[];
  /** The reactions whose law reads the time. */
  readonly timed: readonly number[];
}

/** The dependency graph of Gibson & Bruck, J. Phys. Chem. A 104 (2000), doi 10.1021/jp993732q. */
export function dependencies(network: Network): Dependencies {
  const readers: Set<number>[] = network.species.map(() => new Set());
  network.reactions.forEach(({ law, reactants }, r) => {
    for (const species of speciesIn(law)) readers[species]!.add(r);
    // A short reactant stops a reaction even if its law does not read it.
    for (const { species } of reactants) readers[species]!.add(r);
  });
  return {
    affects: network.reactions.map(({ change }) => {
      const touched = new Set<number>();
      for (const { species } of change) for (const r of readers[species]!) touched.add(r);
      return rising(touched);
    }),
    readers: readers.map(rising),
    rates: network.reactions.map(({ law }) => ratesIn(law)),
    timed: network.reactions.flatMap(({ law }, r) => (readsTime(law) ? [r] : [])),
  };
}

/** Numbers of the species an expression reads, rising. */
export function speciesIn(expression: Expression): number[] {
  const found = new Set<number>();
  visit(expression, (e) => e.op === 'species' && found.add(e.index));
  return rising(found);
}

/** Numbers of the rate constants an expression reads, rising. */
export function ratesIn(expression: Expression): number[] {
  const found = new Set<number>();
  visit(expression, (e) => e.op === 'rate' && found.add(e.index));
  return rising(found);
}

/** Does the value depend on the time itself? */
export function readsTime(expression: Expression): boolean {
  let reads = false;
  visit(expression, (e) => {
    if (e.op === 'time') reads = true;
  });
  return reads;
}

/** Calls `see` on every node, in the order a reader of the text meets them. */
export function visit(expression: Expression, see: (node: Expression) => void): void {
  see(expression);
  if ('a' in expression) visit(expression.a, see);
  if ('b' in expression) visit(expression.b, see);
  if ('c' in expression) visit(expression.c, see);
}

function rising(numbers: Set<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}
