/** Kernels that cannot be simulated to the end: what is wrong with them belongs in a verdict, not in a crash. */
import { isCrnGridError } from '../../errors.ts';
import type { Verdict } from '../../kernels/verdict.ts';
import { noFindings } from './checks/identities.ts';
import type { Limits } from './limits.ts';
import type { ExactSets } from './sets/exact-sets.ts';

/** A kernel met a state it cannot step: molecules without end, a propensity that is no number. */
export class BrokenKernel extends Error {}

/**
 * @throws BrokenKernel for a kernel's own error, on this thread or on another
 * @throws any other error as it is
 */
export function noteBroken(error: unknown): never {
  const own = isCrnGridError(error, 'WorkerError') ? error.cause : error;
  const { name, message } = own as { readonly name?: string; readonly message?: string };
  if (name === 'KernelError') throw new BrokenKernel(message?.split('\n')[0]);
  throw error;
}

/** What a failed verdict is made for. */
export interface BrokenJob {
  readonly exact: ExactSets;
  readonly limits: Limits;
  readonly rule: Verdict['rule'];
  readonly bins: number;
}

/** The verdict on a kernel that nothing can be compared of. */
export function brokenVerdict(why: string, { exact, limits, rule, bins }: BrokenJob): Verdict {
  return {
    pass: false,
    failures: [`it cannot be simulated: ${why}`],
    rule,
    bins,
    distances: [],
    published: [],
    checks: [],
    dwells: [],
    violations: noFindings().violations,
    transitions: 0,
    atRest: 0,
    outside: [],
    limits: { ...limits },
    lags: exact.lags,
    states: 0,
    asked: exact.asked,
    trajectories: exact.trajectories,
    seed: exact.seed,
    complete: exact.complete,
  };
}
