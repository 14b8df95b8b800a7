/** The ways to infer, as plain data. */
import { checkNames } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import { type Observation, openObservation } from './filter/observation.ts';

/** When {@link smc} has done enough. */
export interface SmcStop {
  /** Distance that is small enough. Default 0. */
  readonly epsilon?: number;
  /** A generation that accepts a smaller share of its runs is given up. Default 0.01. */
  readonly acceptance?: number;
  /** Generations after the one drawn from the prior, at most. Default 12. */
  readonly generations?: number;
}

export interface SmcOptions {
  /** Accepted points of each generation. Default 1000. */
  readonly particles?: number;
  /** The next tolerance is this quantile of the accepted distances. Default 0.5. */
  readonly quantile?: number;
  /** How points are moved: by a Gaussian with their whole covariance (`full`), or each parameter alone (`each`). */
  readonly moves?: 'full' | 'each';
  readonly stop?: SmcStop;
}

export interface SmcSpec extends Required<Omit<SmcOptions, 'stop'>> {
  readonly kind: 'smc';
  readonly stop: Required<SmcStop>;
}

export interface ParticleMarginalOptions {
  /** Rows of the particle filter. Default 200. */
  readonly particles?: number;
  /** Steps of each chain that are kept. Default 4000. */
  readonly iterations?: number;
  /** Steps before, while the proposals learn. Default 1000. */
  readonly warmup?: number;
  /** Chains side by side. Default 4. */
  readonly chains?: number;
  /**
   * How the data came from each observable. Left out, the counts were seen as they are, and a learned kernel tells
   * how likely each transition is.
   */
  readonly observation?: Readonly<Record<string, Observation>>;
}

export interface ParticleMarginalSpec extends Required<Omit<ParticleMarginalOptions, 'observation'>> {
  readonly kind: 'particle-marginal';
  readonly observation?: Readonly<Record<string, Observation>>;
}

export type MethodSpec = SmcSpec | ParticleMarginalSpec;

const smcEntries = [
  'particles',
  'quantile',
  'moves',
  'stop',
] as const satisfies readonly (keyof SmcOptions)[];
const stopEntries = ['epsilon', 'acceptance', 'generations'] as const satisfies readonly (keyof SmcStop)[];
const particleMarginalEntries = [
  'particles',
  'iterations',
  'warmup',
  'chains',
  'observation',
] as const satisfies readonly (keyof ParticleMarginalOptions)[];

function whole(where: string, entry: string, n: number, least: number): void {
  if (!Number.isInteger(n) || n < least || n > 1e8)
    throw new ScenarioError(where, `\`${entry}\` is ${String(n)}`, `Give a whole number from ${least} on.`);
}

function share(where: string, entry: string, p: number): void {
  if (!(p > 0 && p < 1))
    throw new ScenarioError(where, `\`${entry}\` is ${String(p)}`, 'Give a share between 0 and 1.');
}

/**
 * Approximate Bayesian computation by sequential Monte Carlo: points whose runs lie near the data, nearer from
 * generation to generation (Beaumont, Cornuet, Marin & Robert, Biometrika 96 (2009), doi 10.1093/biomet/asp052; Toni
 * et al., J. R. Soc. Interface 6 (2009), doi 10.1098/rsif.2008.0172), at tolerances that follow from the distances
 * (Del Moral, Doucet & Jasra, Stat. Comput. 22 (2012), doi 10.1007/s11222-011-9271-y).
 *
 * Use it for any scenario and any data. Its posterior is wider than the true one by what the tolerance lets through.
 *
 * @throws ScenarioError for names that mean nothing, and numbers that are none
 */
export function smc(options: SmcOptions = {}): SmcSpec {
  checkNames('smc', 'options', options, smcEntries, 'entry of `smc`');
  checkNames('smc', 'stop', options.stop, stopEntries, 'entry of `stop`');
  const { particles = 1000, quantile = 0.5, moves = 'full', stop = {} } = options;
  const { epsilon = 0, acceptance = 0.01, generations = 12 } = stop;
  whole('smc', 'particles', particles, 10);
  whole('smc', 'stop.generations', generations, 1);
  share('smc', 'quantile', quantile);
  share('smc', 'stop.acceptance', acceptance);
  if (!(epsilon >= 0))
    throw new ScenarioError('smc', `\`stop.epsilon\` is ${epsilon}`, 'Give a distance, 0 or more.');
  if (moves !== 'full' && moves !== 'each')
    throw new ScenarioError('smc', `\`moves\` is ${JSON.stringify(moves)}`, 'Use "full" or "each".');
  return Object.freeze({
    kind: 'smc',
    particles,
    quantile,
    moves,
    stop: { epsilon, acceptance, generations },
  });
}

/**
 * Particle marginal Metropolis–Hastings: a chain whose likelihoods come from a particle filter, exact however few
 * particles that has (Andrieu, Doucet & Holenstein, J. R. Stat. Soc. B 72 (2010), doi
 * 10.1111/j.1467-9868.2009.00736.x). Proposals learn while they warm up (Haario, Saksman & Tamminen, Bernoulli 7
 * (2001), doi 10.2307/3318737) and stay as they are after.
 *
 * Use it for one well-mixed cell and a time series with noise that can be named. Not for grids.
 *
 * @throws ScenarioError for names that mean nothing, numbers that are none, and observations that are none
 */
export function particleMarginal(options: ParticleMarginalOptions = {}): ParticleMarginalSpec {
  const where = 'particleMarginal';
  checkNames(where, 'options', options, particleMarginalEntries, 'entry of `particleMarginal`');
  const { particles = 200, iterations = 4000, warmup = 1000, chains = 4, observation } = options;
  whole(where, 'particles', particles, 2);
  whole(where, 'iterations', iterations, 4);
  whole(where, 'warmup', warmup, 0);
  whole(where, 'chains', chains, 1);
  // Its names are those of the data, which are checked with them.
  checkNames(where, 'observation', observation, Object.keys(observation ?? {}), 'observable');
  for (const [name, one] of Object.entries(observation ?? {})) openObservation(where, name, one);
  return Object.freeze({
    kind: 'particle-marginal',
    particles,
    iterations,
    warmup,
    chains,
    ...(observation ? { observation } : {}),
  });
}
