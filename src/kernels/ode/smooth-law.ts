/**
 * Propensities for amounts between whole numbers.
 *
 * Counted in molecules a law stays the formula that it is, k·n(n − 1)/2 and the like, and is the propensity of
 * exact simulation wherever counts are whole. What exact simulation forbids, a reaction that lacks what it takes,
 * is forbidden by degrees: from m − 1 to m molecules of a reactant that it takes m of, a law that would not be 0
 * below rises from 0. So means of less than one molecule count as the chance that there is one.
 */
import type { Expression } from '../../crn/expression.ts';
import type { Reaction, Term } from '../../crn/network.ts';
import { binary, choose, constant, isNumber, one, withCount, zero } from './formulas.ts';

/**
 * What amounts are. `molecules`: as above. `concentrations`: every law as it is written, at any amount; write the
 * network with the mass action `powers`.
 */
export type Amounts = 'molecules' | 'concentrations';

export function smoothLaw({ law, reactants }: Reaction, amounts: Amounts): Expression {
  if (amounts === 'concentrations') return law;
  return reactants.reduce((smooth, term) => {
    const n: Expression = { op: 'species', index: term.species };
    const least = constant(term.count - 1);
    if (!vanishesBelow(law, term)) {
      const share = binary('max', zero, binary('min', one, binary('sub', n, least)));
      return binary('mul', smooth, share);
    }
    // n(n − 1) is below 0 between 0 and 1; a single factor n may go on below 0, it leads back.
    return term.count > 1 ? choose(binary('gt', n, least), smooth, zero) : smooth;
  }, law);
}

/** Is the formula 0 at any whole number of molecules that is too few? */
function vanishesBelow(law: Expression, { species, count }: Term): boolean {
  for (let n = 0; n < count; n++) if (!isNumber(withCount(law, species, n), 0)) return false;
  return true;
}
