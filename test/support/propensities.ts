/** Propensities straight from the formulas. */
import { evaluate } from '../../src/crn/evaluate.ts';
import type { Network } from '../../src/crn/network.ts';
import { isShort } from '../../src/crn/propensity.ts';

/** Of each reaction at time 0, 0 where a reactant is short. */
export function propensities(
  network: Network,
  rates: readonly number[],
  counts: readonly number[],
): number[] {
  return network.reactions.map(({ law, reactants }) =>
    isShort(reactants, counts) ? 0 : evaluate(law, counts, rates, 0),
  );
}
