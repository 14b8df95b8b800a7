/** The networks that exact simulation is timed on, each from a state typical of its long run. */
import { evaluate } from '../src/crn/evaluate.ts';
import { birthDeath, egfr, gene, type Model, x16 } from '../test/support/networks.ts';
import { startNode } from './start.ts';

export interface SettledModel extends Model {
  /** Reaction events per unit of time in the long run. */
  readonly eventRate: number;
}

const published: Readonly<Record<string, Model>> = {
  'birth-death': { ...birthDeath, rates: [100, 1], start: [100] },
  X16: x16,
  Gene: gene,
  EGFR: egfr({ v2: 'falling' }),
};

const settled = new Map<string, SettledModel>();

/** Names of the models, the small ones first. */
export const modelNames = Object.keys(published);

/** Simulates a model for so long that the mean rate of its events is known to a percent or two. */
export function settledModel(name: string): SettledModel {
  let model = settled.get(name);
  if (!model) {
    const of = published[name]!;
    const { eventRate, start } = startNode<{ eventRate: number; start: number[] }>('settle', of);
    model = { ...of, start, eventRate };
    settled.set(name, model);
  }
  return model;
}

/**
 * Mean propensity over states seen along a run: with the time, how many events a peer fired
 * that does not count them.
 *
 * @param names  species of the columns of `states`
 */
export function meanPropensity(
  { network, rates }: Model,
  states: readonly (readonly number[])[],
  names: readonly string[],
): number {
  const columns = network.species.map((name) => names.indexOf(name));
  let sum = 0;
  for (const state of states) {
    const counts = columns.map((c) => state[c]!);
    for (const { law } of network.reactions) sum += evaluate(law, counts, rates, 0);
  }
  return sum / states.length;
}
