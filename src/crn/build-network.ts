/** From reactions to a whole network: changes, conservation laws, frozen. */
import { conservationLaws } from './conservation.ts';
import type { MassAction, Network, NetworkEvent, Reaction, Term } from './network.ts';

/** What must be said of a network; the rest follows from it. */
export interface NetworkParts {
  /** All columns of the counts, latches of events included, in order. */
  readonly species: readonly string[];
  readonly rates: readonly string[];
  readonly reactions: readonly Omit<Reaction, 'change'>[];
  readonly events: readonly NetworkEvent[];
  readonly massAction: MassAction;
  readonly text: string;
}

/** The one way to make a {@link Network}; the parts are frozen with it. */
export function buildNetwork(parts: NetworkParts): Network {
  const reactions = parts.reactions.map((reaction) => ({
    ...reaction,
    change: netChange(reaction.reactants, reaction.products),
  }));
  const changes: (readonly Term[])[] = reactions.map((reaction) => reaction.change);
  // A species that an event sets can take any value, so no law may hold it.
  for (const { set, latch } of parts.events) {
    for (const { species } of set) changes.push([{ species, count: 1 }]);
    if (latch !== undefined) changes.push([{ species: latch, count: 1 }]);
  }
  return deepFreeze({ ...parts, reactions, laws: conservationLaws(changes, parts.species.length) });
}

/** Products minus reactants, without zeros, by rising species number. */
function netChange(reactants: readonly Term[], products: readonly Term[]): Term[] {
  const change = new Map<number, number>();
  for (const { species, count } of products) change.set(species, (change.get(species) ?? 0) + count);
  for (const { species, count } of reactants) change.set(species, (change.get(species) ?? 0) - count);
  return [...change]
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => a - b)
    .map(([species, count]) => ({ species, count }));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
