/** How likely an observation is where the truth is known. */
import { checkNames } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';

/** How data come from the true value of an observable: plain data. */
export type Observation =
  /** Seen as it is. */
  | 'exact'
  /** A Poisson number whose mean is the value. */
  | 'poisson'
  /** A Poisson number whose mean is this share of the value. */
  | { readonly poisson: number }
  /** The value and Gaussian noise of this standard deviation. */
  | { readonly sd: number }
  /** Each of so many is seen with this chance. */
  | { readonly binomial: number };

/** log P(seen | value), or its density, in nats; −∞ where it cannot be. */
export type LogChance = (seen: number, value: number) => number;

const ways = ['poisson', 'sd', 'binomial'] as const;

/** @throws ScenarioError for what is no observation, or two at once */
export function openObservation(where: string, name: string, observation: Observation): LogChance {
  if (observation === 'exact') return (seen, value) => (seen === value ? 0 : Number.NEGATIVE_INFINITY);
  if (observation === 'poisson') return (seen, value) => logPoisson(seen, value);
  if (typeof observation === 'object' && observation !== null) {
    checkNames(where, `observation.${name}`, observation, ways, 'way to observe');
    const { poisson, sd, binomial } = observation as { poisson?: number; sd?: number; binomial?: number };
    const one = Object.keys(observation).length === 1;
    if (one && poisson !== undefined && poisson > 0 && Number.isFinite(poisson))
      return (seen, value) => logPoisson(seen, poisson * value);
    if (one && sd !== undefined && sd > 0 && Number.isFinite(sd)) {
      const constant = -Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
      return (seen, value) => constant - 0.5 * ((seen - value) / sd) ** 2;
    }
    if (one && binomial !== undefined && binomial > 0 && binomial < 1)
      return (seen, value) => logBinomial(seen, value, binomial);
  }
  throw new ScenarioError(
    where,
    `\`observation.${name}\` is ${JSON.stringify(observation)}`,
    'Use "exact", "poisson", { poisson: 0.5 } for a share, { sd: 2 } or { binomial: 0.1 }.',
  );
}

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0;

function logPoisson(seen: number, mean: number): number {
  if (!isCount(seen) || mean < 0) return Number.NEGATIVE_INFINITY;
  if (mean === 0) return seen === 0 ? 0 : Number.NEGATIVE_INFINITY;
  return seen * Math.log(mean) - mean - logFactorial(seen);
}

function logBinomial(seen: number, n: number, p: number): number {
  if (!isCount(seen) || !isCount(n) || seen > n) return Number.NEGATIVE_INFINITY;
  return (
    logFactorial(n) -
    logFactorial(seen) -
    logFactorial(n - seen) +
    seen * Math.log(p) +
    (n - seen) * Math.log1p(-p)
  );
}

const table = [0];

/** log n!, by sums for small n and by Stirling's series beyond, whose error is then below 1e-13. */
export function logFactorial(n: number): number {
  if (n < 256) {
    for (let k = table.length; k <= n; k++) table[k] = table[k - 1]! + Math.log(k);
    return table[n]!;
  }
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3);
}
