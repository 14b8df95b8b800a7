/**
 * exp(A·t)·p by uniformisation: a Poisson number of steps of the chain I + A/Λ. All
 * terms are non-negative, so nothing cancels and every entry is good to a few roundings
 * for each step (Jensen 1953; Grassmann, Comput. Oper. Res. 4 (1977),
 * doi 10.1016/0305-0548(77)90007-7).
 *
 * Costs about Λt products. Not where Λt is huge: see `shift-invert.ts`.
 */
import type { Generator } from '../generator.ts';
import { poissonWeights } from './poisson-weights.ts';

/** Products that {@link uniformise} takes, about. */
export function uniformProducts(generator: Generator, duration: number): number {
  const steps = generator.fastest * duration;
  return steps + 8 * Math.sqrt(steps) + 10;
}

/**
 * The law after `duration`, mass out of the set gone.
 *
 * @param p     law before, shape [n]; not changed
 * @param tail  share of the mass that the sum may miss: it is lost with the rest
 * @returns the law after, a new array, and the products it took
 */
export function uniformise(
  generator: Generator,
  p: Float64Array,
  duration: number,
  tail: number,
): { p: Float64Array; products: number } {
  const steps = generator.fastest * duration;
  if (steps === 0) return { p: p.slice(), products: 0 };
  const { from, weights } = poissonWeights(steps, tail);
  return { p: generator.steps(p, from, weights), products: from + weights.length - 1 };
}
