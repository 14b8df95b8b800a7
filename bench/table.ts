/** A model as the table-driven C++ program reads it; `reference/direct-method.cpp` says the format. */
import { evaluate } from '../src/crn/evaluate.ts';
import type { Reaction } from '../src/crn/network.ts';
import type { Model } from '../test/support/networks.ts';

export function tableOf({ network, rates, start }: Model): string {
  const lines = network.reactions.map((r) => {
    const list = (terms: Reaction['change']): string =>
      `${terms.length} ${terms.map((t) => `${t.species} ${t.count}`).join(' ')}`;
    const saturating = michaelisMenten(r, rates);
    return saturating
      ? `mm ${saturating} ${list(r.change)}`
      : `mass ${constantOf(r, rates)} ${list(r.reactants)} ${list(r.change)}`;
  });
  return `${network.species.length} ${lines.length}\n${start.join(' ')}\n${lines.join('\n')}\n`;
}

/** V K species of a law V·x / (K + x), or undefined. */
function michaelisMenten({ law, reactants }: Reaction, rates: readonly number[]): string | undefined {
  if (law.op !== 'div') return undefined;
  const at = (n: number): number => evaluate(law, new Array(reactants[0]!.species + 1).fill(n), rates, 0);
  // Two values fix V and K: 1/f(1) − 1/f(2) = K/(2V), 1/f = 1/V + K/(V x).
  const slope = 2 * (1 / at(1) - 1 / at(2));
  const v = 1 / (1 / at(1) - slope);
  return `${v} ${slope * v} ${reactants[0]!.species}`;
}

/** k of a law k·x(x−1)…: its value with every reactant just there, over the count of orders. */
function constantOf({ law, reactants }: Reaction, rates: readonly number[]): number {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const counts: number[] = [];
  for (const t of reactants) counts[t.species] = t.count;
  return evaluate(law, counts, rates, 0) / reactants.reduce((p, t) => p * factorial(t.count), 1);
}
