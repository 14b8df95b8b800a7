/** What the checks of a scenario's entries are made of: each says in words what is wrong, and what would be right. */
import { checkNames, written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';

export interface Checks {
  /** What messages begin with. */
  readonly where: string;
  /** @throws ScenarioError always */
  bad(what: string, todo: string): never;
  /** Only these names; nothing given is fine. `kind` is what they are, e.g. `species of the network`. */
  known(names: readonly string[], given: unknown, entry: string, kind: string): void;
  /** As `known`: these entries and no others. */
  entries(names: readonly string[], given: unknown, entry: string): void;
  /** One of these values; undefined is fine. */
  oneOf(value: unknown, choices: readonly unknown[], entry: string): void;
  /** A finite number above 0. */
  positive(value: unknown, entry: string): void;
  /** A finite number, 0 or more; or a function of the cell, which is asked later. */
  notNegative(value: unknown, entry: string): void;
  /** A whole number, 1 or more. */
  wholeSteps(value: unknown, entry: string): void;
}

export function openChecks(where: string): Checks {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  const known: Checks['known'] = (names, given, entry, kind) => checkNames(where, entry, given, names, kind);
  return {
    where,
    bad,
    known,
    entries: (names, given, entry) => known(names, given, entry, `entry of ${entry}`),
    oneOf(value, choices, entry) {
      if (value !== undefined && !choices.includes(value))
        bad(
          `\`${entry}\` is ${JSON.stringify(value)}`,
          `Use one of ${choices.map((c) => JSON.stringify(c)).join(', ')}.`,
        );
    },
    positive(value, entry) {
      if (!finite(value) || !(value > 0))
        bad(`\`${entry}\` is ${written(value)}`, 'Give a number greater than 0.');
    },
    notNegative(value, entry) {
      if (typeof value === 'function') return;
      if (!finite(value) || !(value >= 0))
        bad(`\`${entry}\` is ${written(value)}`, 'Give a finite number, 0 or more.');
    },
    wholeSteps(value, entry) {
      if (!Number.isInteger(value) || !((value as number) >= 1))
        bad(`\`${entry}\` is ${written(value)}`, 'Give a number of steps, 1 or more.');
    },
  };
}

/** @throws ScenarioError unless `n` is a count: a whole number from 0 to 2^31 − 1 */
export function checkCount(where: string, entry: string, n: unknown): void {
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > 2147483647)
    throw new ScenarioError(
      where,
      `\`${entry}\` is ${String(n)}`,
      'A count is a whole number from 0 to 2147483647.',
    );
}
