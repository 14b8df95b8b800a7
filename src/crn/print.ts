/** Parts of a network as text, as messages and names of reactions have them. */
import type { NetworkEvent, Term } from './network.ts';
import { type Names, printExpression } from './print-expression.ts';

/** `Bee + P -> BeeA + P`. */
export function printEquation(
  reactants: readonly Term[],
  products: readonly Term[],
  species: readonly string[],
): string {
  const side = (terms: readonly Term[]) =>
    terms.map(({ species: s, count }) => (count === 1 ? species[s] : `${count} ${species[s]}`)).join(' + ') ||
    '0';
  return `${side(reactants)} -> ${side(products)}`;
}

/** `at 5` or `when P > 20`. */
export function printTrigger(event: Pick<NetworkEvent, 'at' | 'when'>, names: Names): string {
  return event.when ? `when ${printExpression(event.when, names)}` : `at ${event.at}`;
}
