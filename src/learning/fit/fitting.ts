/** How weights are fitted: what a scenario's `train` and a budget may say about it. */
import { ScenarioError } from '../../errors.ts';
import { type Constraints, constraintNames } from './constraints.ts';
import { type Regularisers, regulariserNames } from './regularisers.ts';
import { fullStrategy, type Strategy, type StrategyOption, strategyNames } from './strategy.ts';

export interface FittingOptions {
  /** `adam`, or `sgd` with momentum 0.9. Default `adam`. */
  readonly optimiser?: 'adam' | 'sgd';
  /** How the learning rate moves. Default `cosine`. */
  readonly strategy?: StrategyOption;
  /** Standard deviation of the noise added to what the network reads, fresh in each batch, in scaled units. Default 0. */
  readonly noise?: number;
  /**
   * How much of a running mean of the weights stays, per update: it is judged beside the weights
   * themselves, and the better is kept. 0: no mean. Default 0.99.
   */
  readonly average?: number;
  /** Default none. */
  readonly regularisers?: Regularisers;
  /** Default none. */
  readonly constraints?: Constraints;
}

/** With its defaults. */
export interface Fitting extends Required<FittingOptions> {
  readonly strategy: Strategy;
}

/** Names of {@link FittingOptions}. */
export const fittingNames = [
  'optimiser',
  'strategy',
  'noise',
  'average',
  'regularisers',
  'constraints',
] as const;

/** @throws ScenarioError for an entry that is none of that kind */
export function fullFitting(given: FittingOptions): Fitting {
  const {
    optimiser = 'adam',
    strategy = 'cosine',
    noise = 0,
    average = 0.99,
    regularisers = {},
    constraints = {},
  } = given;
  oneOf('optimiser', optimiser, ['adam', 'sgd']);
  oneOf('strategy', typeof strategy === 'string' ? strategy : strategy?.kind, strategyNames);
  const full = fullStrategy(strategy);
  for (const [name, value] of Object.entries(full))
    if (name !== 'kind') between(`strategy.${name}`, value, 0, Number.MAX_VALUE);
  between('noise', noise, 0, 100);
  between('average', average, 0, 1 - 1e-6);
  for (const [name, part] of [
    ['regularisers.body', regularisers.body],
    ['regularisers.head', regularisers.head],
  ] as const)
    names(
      name,
      part,
      ['kernel', 'bias', ...(name === 'regularisers.body' ? ['activity'] : [])],
      regulariserNames,
    );
  const { body: _body, head: _head, ...outputs } = regularisers;
  names('regularisers', outputs, ['mu', 'diag', 'sub_diag', 'coeff'], regulariserNames);
  for (const part of Object.keys(constraints)) oneOf('constraints', part, ['body', 'head']);
  for (const part of ['body', 'head'] as const)
    names(`constraints.${part}`, constraints[part], ['kernel', 'bias'], constraintNames);
  return { optimiser, strategy: full, noise, average, regularisers, constraints };
}

/** Checks the names in an entry, and that each has one of the values. */
function names(
  entry: string,
  given: Readonly<Record<string, unknown>> | undefined,
  known: readonly string[],
  values: readonly string[],
): void {
  for (const [name, value] of Object.entries(given ?? {})) {
    oneOf(entry, name, known);
    oneOf(`${entry}.${name}`, value, values);
  }
}

function between(entry: string, value: unknown, least: number, most: number): void {
  if (!(typeof value === 'number' && value >= least && value <= most))
    throw new ScenarioError('train', `\`${entry}\` is ${value}`, `Give a number from ${least} to ${most}.`);
}

function oneOf(entry: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'string' || !known.includes(value))
    throw new ScenarioError(
      'train',
      `\`${entry}\` is ${JSON.stringify(value)}`,
      `There are: ${known.map((name) => `'${name}'`).join(', ')}.`,
    );
}

/** The part of a budget, or of a scenario's `train`, that says how to fit. */
export function fittingOf(from: Fitting): Fitting;
export function fittingOf(from: FittingOptions): FittingOptions;
export function fittingOf(from: FittingOptions): FittingOptions {
  const named = fittingNames.filter((name) => from[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, from[name]]));
}
