/**
 * An inference: a scenario, what is believed of some of its numbers, and data. Plain data plus functions; importing
 * one runs nothing.
 */
import { checkNames } from '../../crn/check-names.ts';
import type { RateNames, SpeciesNames } from '../../crn/names-in-text.ts';
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { Scenario, Typed } from '../../run/scenario.ts';
import type { Factor } from '../factors/factor.ts';
import { type FactorOptions, factorsOf } from '../factors/factors-of.ts';
import { type Between, isBetween } from '../factors/values.ts';
import type { Measure } from '../measures.ts';
import { type SweepOptions, withChanges } from '../sweep.ts';
import { type Compared, compareWith } from './data/compared.ts';
import type { Observed } from './data/observed.ts';
import { type MethodSpec, smc } from './method.ts';

/** What is believed before the data are seen: independent ranges, every value within (or its logarithm) as likely. */
export interface PriorOptions<N extends Network = Network> {
  readonly rates?: { readonly [K in RateNames<N>]?: Between };
  /** Counts at time 0, in all cells alike. */
  readonly start?: { readonly [K in SpeciesNames<N>]?: Between };
  readonly hop?: { readonly [K in SpeciesNames<N>]?: Between };
  readonly fields?: Readonly<Record<string, { readonly [K in 'diffusion' | 'decay']?: Between }>>;
  /** By a name for the table. */
  readonly own?: Readonly<
    Record<
      string,
      { readonly values: Between; readonly apply: (scenario: Scenario, value: number) => Scenario }
    >
  >;
}

/** How far a run's summaries are from those of the data: 0 or more; infinite for never. */
export type Distance = (
  simulated: Readonly<Record<string, number>>,
  observed: Readonly<Record<string, number>>,
) => number;

export interface InferenceOptions<N extends Network = Network, O extends string = string> {
  /** Short, without spaces; names the folder. Default: the name of the scenario and `-inference`. */
  readonly name?: string;
  readonly prior: PriorOptions<N>;
  /** A time series, or one number for each `summary`. */
  readonly data: Observed | Readonly<Record<string, number>>;
  /** What is compared. Default: each observable of the data at each of their times. */
  readonly summary?: Readonly<Record<string, Measure<O>>>;
  /**
   * Default: Euclidean, each summary divided by its spread under the prior (median absolute deviation; Prangle,
   * Bayesian Anal. 12 (2017), doi 10.1214/16-BA1002). Only for `smc`.
   */
  readonly distance?: Distance;
  /** Default `smc()`. */
  readonly method?: MethodSpec;
  /** Default 1. */
  readonly seed?: number;
  /** Kernel, end or size in place of the scenario's. */
  readonly with?: SweepOptions['with'];
  /** Of data that were simulated: the values they were simulated with, shown beside. */
  readonly truth?: Readonly<Record<string, number>>;
}

/** A checked inference. */
export interface Inference {
  readonly kind: 'inference';
  readonly name: string;
  readonly base: Scenario;
  /** What is inferred: every one a range. */
  readonly parameters: readonly Parameter[];
  readonly data: Observed | Readonly<Record<string, number>>;
  readonly compared: Compared;
  readonly distance?: Distance;
  readonly method: MethodSpec;
  readonly seed: number;
  readonly truth: Readonly<Record<string, number>>;
}

/** A factor that is a range. */
export type Parameter = Omit<Factor, 'values'> & { readonly values: Between };

const entries = [
  'name',
  'prior',
  'data',
  'summary',
  'distance',
  'method',
  'seed',
  'with',
  'truth',
] as const satisfies readonly (keyof InferenceOptions)[];
const priors = ['rates', 'start', 'hop', 'fields', 'own'] as const satisfies readonly (keyof PriorOptions)[];
const changes = ['kernel', 'until', 'size'] as const satisfies readonly (keyof NonNullable<
  InferenceOptions['with']
>)[];

/**
 * Describes what is to be inferred from data.
 *
 * @throws ScenarioError naming the entry that is wrong and what would be right
 * @example
 * export default inference(town, {
 *   prior: { rates: { beta: between(0.1, 10, { scale: 'log' }), gamma: between(0.1, 10, { scale: 'log' }) } },
 *   data: observed(new URL('./cases.csv', import.meta.url)),
 * });
 */
export function inference<const N extends Network, const O extends string>(
  scenario: Scenario & Typed<N, O>,
  options: InferenceOptions<N, O>,
): Inference {
  if ((scenario as { kind?: unknown } | undefined)?.kind !== 'scenario')
    throw new ScenarioError(
      'inference',
      'its first argument is no scenario',
      'Write `inference(scenario, { … })`.',
    );
  const name = options?.name ?? `${scenario.name}-inference`;
  const where = `inference ${JSON.stringify(name)}`;
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name))
    throw new ScenarioError(
      'inference',
      `\`name\` is ${JSON.stringify(name)}`,
      'Use letters, digits, "-", "_" and ".".',
    );
  checkNames(where, 'inference', options ?? null, entries, 'entry of an inference');
  checkNames(where, 'with', options.with, changes, 'entry of `with`');
  const { seed = 1, method = smc(), distance, truth = {} } = options;
  const base = withChanges(scenario, options.with ?? {});
  const parameters = parametersOf(where, base, options.prior);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ScenarioError(where, `\`seed\` is ${String(seed)}`, 'Give a whole number from 0 to 2^53 − 1.');
  checkMethod(where, method, options as InferenceOptions);
  const names = parameters.map((p) => p.name);
  checkNames(where, 'truth', truth, names, 'parameter of the prior');
  return Object.freeze({
    kind: 'inference',
    ...{ name, base, parameters, method, seed, truth },
    data: options.data,
    compared: compareWith(where, base, options.data, options.summary as InferenceOptions['summary']),
    ...(distance ? { distance } : {}),
  });
}

function parametersOf(where: string, base: Scenario, prior: PriorOptions | undefined): Parameter[] {
  checkNames(where, 'prior', prior, priors, 'entry of a prior');
  for (const [name, own] of Object.entries(prior?.own ?? {}))
    checkNames(where, `prior.own.${name}`, own, ['values', 'apply'], 'entry of a parameter of your own');
  const factors = factorsOf(where, base, (prior ?? {}) as unknown as FactorOptions);
  if (factors.length === 0)
    throw new ScenarioError(
      where,
      '`prior` names nothing to infer',
      'Write `prior: { rates: { beta: between(0.1, 10, { scale: "log" }) } }`.',
    );
  const listed = factors.find(({ values }) => !isBetween(values));
  if (listed)
    throw new ScenarioError(
      where,
      `\`prior\` gives a list for "${listed.name}"`,
      'Give a range, such as `between(0.1, 10)`.',
    );
  return factors as unknown as Parameter[];
}

function checkMethod(where: string, method: MethodSpec, { distance, summary }: InferenceOptions): void {
  if (method?.kind !== 'smc' && method?.kind !== 'particle-marginal')
    throw new ScenarioError(where, '`method` is none', 'Write `smc({ … })` or `particleMarginal({ … })`.');
  if (distance !== undefined && typeof distance !== 'function')
    throw new ScenarioError(
      where,
      '`distance` is no function',
      'Write `(simulated, observed) => …`, or leave it out.',
    );
  if (method.kind === 'particle-marginal' && (distance ?? summary) !== undefined)
    throw new ScenarioError(
      where,
      `\`${distance ? 'distance' : 'summary'}\` is for \`smc\` only`,
      'Leave it out: a particle filter compares every observation.',
    );
}
