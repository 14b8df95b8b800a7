/** How much a training may spend. */
import { ScenarioError } from '../errors.ts';
import { outcomesPerExample } from './examples.ts';

export interface Budget {
  /** Transitions of an epoch; drawn anew for each where simulation is cheap. Default 200 000. */
  readonly transitions?: number;
  /** Transitions per starting state. Default 16. */
  readonly each?: number;
  /** Epochs per round, at most. Default 60. */
  readonly epochs?: number;
  /** Transitions per update. Default 1024. */
  readonly batch?: number;
  /** Default 3e-3. */
  readonly learningRate?: number;
  /** Default 20 epochs. */
  readonly patience?: number;
  /** Rounds in all; those after the first need `visit`. Default 1. */
  readonly rounds?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** With its defaults. @throws ScenarioError for an entry that is no number of that kind */
export function fullBudget(given: Budget): Required<Budget> {
  const budget = {
    transitions: 200_000,
    each: outcomesPerExample,
    epochs: 60,
    batch: 1024,
    learningRate: 3e-3,
    patience: 20,
    rounds: 1,
    seed: 1,
    ...given,
  };
  for (const name of ['transitions', 'each', 'epochs', 'batch', 'patience', 'rounds'] as const)
    if (!(Number.isInteger(budget[name]) && budget[name] >= 1))
      throw new ScenarioError(
        'training',
        `\`${name}\` is ${budget[name]}`,
        'Give a whole number, 1 or more.',
      );
  if (!(budget.learningRate > 0 && budget.learningRate < 1))
    throw new ScenarioError(
      'training',
      `\`learningRate\` is ${budget.learningRate}`,
      'Give a number between 0 and 1.',
    );
  return budget;
}
