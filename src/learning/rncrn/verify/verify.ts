/** Does a network do what it was fitted for? Plain pass or fail, with what was found. */
import type { Interval, Rncrn } from '../model.ts';
import { checkChanges } from './checks/changes.ts';
import { checkCount, checkEquilibrium } from './checks/equilibria.ts';
import { checkOrbits } from './checks/orbits.ts';
import type { Check, Expectation, Verification } from './expectation.ts';
import type { Reading } from './follow.ts';

export interface VerifyOptions {
  readonly reading: Reading;
  /** Of each executive species: where the field was asked for. */
  readonly region: readonly Interval[];
  /** A time in which transients die out and a few periods pass. */
  readonly time: number;
}

/** A variable this many times the upper end of its region has run away. */
const farOff = 10;

/** Looks at one expectation after the other. */
export function verify(
  model: Rncrn,
  expectations: readonly Expectation[],
  options: VerifyOptions,
): Verification {
  const checks = expectations.flatMap((one) => check(model, one, options));
  return { pass: checks.every(({ pass }) => pass), checks };
}

/** Beyond it a solution has run away. */
export function boundOf(region: readonly Interval[]): number {
  return farOff * Math.max(...region.map(([, high]) => high));
}

function check(model: Rncrn, one: Expectation, options: VerifyOptions): Check[] {
  switch (one.kind) {
    case 'equilibrium':
      return [checkEquilibrium(model, one, options)];
    case 'count':
      return [checkCount(model, one, options)];
    case 'changes':
      return checkChanges(model, one, options);
    default:
      return checkOrbits(model, one, options);
  }
}
