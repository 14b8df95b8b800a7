/** A network as text: the inverse of `src/crn/parse.ts`. */
import type { Expression } from '../../src/crn/expression.ts';
import type { MassAction, Network, Reaction } from '../../src/crn/network.ts';
import { printEquation } from '../../src/crn/print.ts';
import { massActionLaw } from '../../src/crn/propensity.ts';
import { networkOf } from '../../src/formats/network-of.ts';

/**
 * Text that parses back to an equal network (under the same mass-action convention):
 * equal species, rates, reactions, events and laws. Comments and lay-out are not kept.
 */
export function printNetwork(network: Network): string {
  const latches = new Set(network.events.map((event) => event.latch));
  const reactions = network.reactions.map((reaction) => {
    const { name, reactants, products, law } = reaction;
    const constant = massActionRate(reaction, network.massAction);
    return {
      ...{ reactants, products, rate: constant ? { constant } : { law } },
      ...(name === printEquation(reactants, products, network.species) ? {} : { label: name }),
    };
  });
  const species = network.species.filter((_, s) => !latches.has(s));
  return networkOf({ ...network, species, reactions }).text;
}

/** The number or rate constant whose mass-action law this is, if there is one. */
function massActionRate({ law, reactants }: Reaction, convention: MassAction): Expression | undefined {
  let rate = law;
  // Mass action multiplies and divides on the right, so the constant is the leftmost leaf.
  while (rate.op === 'mul' || rate.op === 'div') rate = rate.a;
  const constant = rate.op === 'rate' || (rate.op === 'number' && rate.value >= 0);
  return constant && same(massActionLaw(rate, reactants, convention), law) ? rate : undefined;
}

function same(a: Expression, b: Expression): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
