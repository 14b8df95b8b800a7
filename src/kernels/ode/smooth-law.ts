/**
 * Propensities for amounts between whole numbers.
 *
 * Counted in molecules a law stays the formula that it is, k·n(n − 1)/2 and the like, and is the propensity of
 * exact simulation wherever counts are whole. What exact simulation forbids, a reaction that lacks what it takes,
 * is forbidden by degrees: from m − 1 to m molecules of a reactant that it takes m of, a law that would not be 0
 * below rises from 0. So means of less than one molecule count as the chance that there is one.
 */
import type { Expression } from '../../crn/expression.ts';
import { binary, choose, constant, zero } from '../../crn/formulas.ts';
import type { Reaction } from '../../crn/network.ts';
import { enough, vanishesWhereShort } from '../../crn/propensity.ts';

/**
 * What amounts are. `molecules`: as above. `concentrations`: every law as it is written, at any amount; write the
 * network with the mass action `powers`.
 */
export type Amounts = 'molecules' | 'concentrations';

export function smoothLaw({ law, reactants }: Reaction, amounts: Amounts): Expression {
  if (amounts === 'concentrations') return law;
  return reactants.reduce((smooth, term) => {
    if (!vanishesWhereShort(law, term)) return binary('mul', smooth, enough(term));
    // n(n − 1) is below 0 between 0 and 1; a single factor n may go on below 0, it leads back.
    const n: Expression = { op: 'species', index: term.species };
    return term.count > 1 ? choose(binary('gt', n, constant(term.count - 1)), smooth, zero) : smooth;
  }, law);
}
