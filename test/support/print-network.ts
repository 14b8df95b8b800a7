/** A network as text: the inverse of `src/crn/parse.ts`. */
import type { Expression } from '../../src/crn/expression.ts';
import type { MassAction, Network, NetworkEvent, Reaction } from '../../src/crn/network.ts';
import { printEquation, printTrigger } from '../../src/crn/print.ts';
import { printExpression } from '../../src/crn/print-expression.ts';
import { massActionLaw } from '../../src/crn/propensity.ts';

/**
 * Text that parses back to an equal network (under the same mass-action convention):
 * equal species, rates, reactions, events and laws. Comments and lay-out are not kept.
 */
export function printNetwork(network: Network): string {
  const latches = new Set(network.events.map((event) => event.latch));
  const declared = network.species.filter((_, s) => !latches.has(s));
  return [
    `species ${declared.join(', ')}`,
    ...(network.rates.length > 0 ? [`rates ${network.rates.join(', ')}`] : []),
    ...network.reactions.map((reaction) => printReaction(reaction, network)),
    ...network.events.map((event) => printEvent(event, network)),
  ].join('\n');
}

function printReaction(reaction: Reaction, network: Network): string {
  const equation = printEquation(reaction.reactants, reaction.products, network.species);
  const rate = massActionRate(reaction, network.massAction);
  const law = rate ? printExpression(rate, network) : `{${printExpression(reaction.law, network)}}`;
  return `${reaction.name === equation ? '' : `${reaction.name}: `}${equation} @ ${law}`;
}

function printEvent(event: NetworkEvent, network: Network): string {
  const set = event.set.map(
    ({ species, to }) => `${network.species[species]} = ${printExpression(to, network)}`,
  );
  return `${printTrigger(event, network)}: ${set.join(', ')}`;
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
