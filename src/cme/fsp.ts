/**
 * The chemical master equation solved exactly: finite state projection, with a bound on
 * its error (Munsky & Khammash, J. Chem. Phys. 124 (2006), doi 10.1063/1.2145882).
 *
 * Use for up to four or five species of moderate counts, up to a few million states; it
 * judges whatever is learned. Not for more species: the states grow exponentially.
 */
import type { Network } from '../crn/network.ts';
import { ScenarioError } from '../errors.ts';
import { March, type Truncation, truncations } from './fsp/march.ts';
import { marchTo } from './fsp/march-to.ts';
import { checkError, checkTimes, type MasterEquation, openJob } from './job.ts';
import type { ListedLaw } from './listed-law.ts';

export interface FspTask<N extends Network = Network> extends MasterEquation<N> {
  /** When to report, rising; a start that has a time begins there, any other at 0. */
  readonly times: readonly number[];
  /** Bound on Σ|p − exact| at the last time. Default 1e-8. Truncations other than `adaptive` lose what they lose. */
  readonly error?: number;
  /** Default `adaptive`. */
  readonly truncation?: Truncation;
}

/**
 * The law of the network at each of the times, one after the other.
 *
 * Probabilities are at most the exact ones but for `error − lost`, and `law.error` bounds
 * Σ|p − exact|. Where rates are constant and the law is uniformised, `error` is `lost`
 * and the bound is rigorous up to rounding; Krylov steps and moving rates add an estimate.
 *
 * @returns laws as they are found; each is the caller's own
 * @throws ScenarioError  for what a user can get wrong, at the first `next()`
 * @throws SolverError    where the error asked needs more states than allowed, or a propensity is no rate
 * @example for await (const law of solveFsp({ network, rates, start: { X: 5 }, times: [1, 10] })) law.marginal('X')
 */
export async function* solveFsp<const N extends Network>(
  task: FspTask<N>,
): AsyncGenerator<ListedLaw, void, void> {
  const where = 'fsp';
  const { times, error = 1e-8, truncation = 'adaptive' } = task;
  checkError(where, error);
  if (!truncations.includes(truncation))
    throw new ScenarioError(
      where,
      `unknown truncation "${String(truncation)}"`,
      `Choose one of ${truncations.join(', ')}.`,
    );
  const until = Array.isArray(times) ? (times.at(-1) ?? 0) : 0;
  const job = openJob(where, task as MasterEquation, until, error * 1e-3);
  checkTimes(where, times, job.start.time);
  const march = new March(job, truncation, error, until);
  for (const time of times) {
    await marchTo(march, time, job.onProgress);
    yield march.law();
  }
}

/**
 * P(x' | x, Δt) for one x: a column of the network's exact kernel, what a learned kernel is
 * measured against.
 *
 * @param task  with the counts to start from and the time to go; a kernel whose rates move starts at time 0
 * @throws as {@link solveFsp}
 */
export async function kernelColumn<const N extends Network>(
  task: Omit<FspTask<N>, 'times' | 'start'> & {
    readonly from: Readonly<Record<string, number>>;
    readonly step: number;
  },
): Promise<ListedLaw> {
  const { from, step, ...rest } = task;
  const { value } = await solveFsp({ ...rest, start: from, times: [step] } as unknown as FspTask).next();
  return value as ListedLaw;
}
