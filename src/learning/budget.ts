/** How much a training may spend. */
import { ScenarioError } from '../errors.ts';
import { type Fitting, type FittingOptions, fullFitting } from './fit/fitting.ts';

export interface Budget extends FittingOptions {
  /** Transitions of an epoch, at most; drawn anew for each where simulation is cheap. Default 200 000. */
  readonly transitions?: number;
  /** Transitions per starting state, at most. Default 16. */
  readonly each?: number;
  /** Reaction events that may be simulated where each epoch has the same data. Default 1e11: ten minutes. */
  readonly events?: number;
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

/** With its defaults. */
export type FullBudget = Required<Omit<Budget, keyof Fitting>> & Fitting;

/** @throws ScenarioError for an entry that is no number of that kind */
export function fullBudget(given: Budget): FullBudget {
  const budget = {
    transitions: 200_000,
    each: 16,
    events: 1e11,
    epochs: 60,
    batch: 1024,
    learningRate: 3e-3,
    patience: 20,
    rounds: 1,
    seed: 1,
    ...given,
    ...fullFitting(given),
  };
  for (const name of ['transitions', 'each', 'events', 'epochs', 'batch', 'patience', 'rounds'] as const)
    if (!(Number.isInteger(budget[name]) && budget[name] >= 1))
      throw new ScenarioError(
        'training',
        `\`${name}\` is ${budget[name]}`,
        'Give a whole number, 1 or more.',
      );
  // Seeds of the sets of a verdict are a little larger.
  if (!(Number.isInteger(budget.seed) && budget.seed >= 0 && budget.seed <= 2 ** 52))
    throw new ScenarioError('training', `\`seed\` is ${budget.seed}`, 'Give a whole number, 2^52 at most.');
  if (!(budget.learningRate > 0 && budget.learningRate < 1))
    throw new ScenarioError(
      'training',
      `\`learningRate\` is ${budget.learningRate}`,
      'Give a number between 0 and 1.',
    );
  return budget;
}
