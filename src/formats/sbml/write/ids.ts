/** Names of a network as identifiers of an SBML file, where all things share one space of names. */
import type { Network } from '../../../crn/network.ts';
import type { MathNames } from './math.ts';

export interface Ids extends MathNames {
  readonly model: string;
  readonly compartment: string;
  readonly reactions: readonly string[];
  readonly events: readonly string[];
}

const pattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names that can stay as they are stay; what has none, or one that is taken, is numbered. */
export function idsOf(network: Network): Ids {
  const taken = new Set<string>();
  const free = (wanted: string): string => {
    let id = wanted;
    for (let k = 2; taken.has(id); k++) id = `${wanted}_${k}`;
    taken.add(id);
    return id;
  };
  // Species and rate constants first: formulas name them.
  const species = network.species.map(free);
  const rates = network.rates.map(free);
  const labels = network.reactions.map(({ name }) => (pattern.test(name) ? name : undefined));
  return {
    species,
    rates,
    compartment: free('cell'),
    model: free('model'),
    reactions: labels.map((label, r) => free(label ?? `reaction_${r + 1}`)),
    events: network.events.map((_, e) => free(`event_${e + 1}`)),
  };
}
