/** Reactions as SBML has them. */
import { speciesIn } from '../../../crn/dependencies.ts';
import type { Expression } from '../../../crn/expression.ts';
import type { Network, Reaction, Term } from '../../../crn/network.ts';
import { enough, vanishesWhereShort } from '../../../crn/propensity.ts';
import { element, listOf, type XmlElement } from '../xml.ts';
import type { Ids } from './ids.ts';
import { mathOf } from './math.ts';

export function reactionElements({ reactions }: Network, ids: Ids): XmlElement[] {
  return reactions.map((reaction, r) =>
    element('reaction', { id: ids.reactions[r]!, name: reaction.name, reversible: 'false' }, [
      ...listOf('listOfReactants', references(reaction.reactants, ids)),
      ...listOf('listOfProducts', references(reaction.products, ids)),
      ...listOf(
        'listOfModifiers',
        modifiersOf(reaction).map((s) => element('modifierSpeciesReference', { species: ids.species[s]! })),
      ),
      element('kineticLaw', {}, [mathOf(guardedLaw(reaction), ids)]),
    ]),
  );
}

function references(terms: readonly Term[], ids: Ids): XmlElement[] {
  return terms.map(({ species, count }) =>
    element('speciesReference', {
      species: ids.species[species]!,
      stoichiometry: String(count),
      constant: 'true',
    }),
  );
}

/** Species that a law reads, and that the reaction neither takes nor makes. */
function modifiersOf({ law, reactants, products }: Reaction): number[] {
  const named = [...reactants, ...products].map(({ species }) => species);
  return speciesIn(law).filter((s) => !named.includes(s));
}

/** The propensity, which is 0 where a reaction lacks what it takes: other programs know of no such rule. */
function guardedLaw({ law, reactants }: Reaction): Expression {
  return reactants
    .filter((term) => !vanishesWhereShort(law, term))
    .reduce((guarded, term): Expression => ({ op: 'mul', a: guarded, b: enough(term) }), law);
}
