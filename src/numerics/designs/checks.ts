/** What the designs refuse. */
import { ScenarioError } from '../../errors.ts';

/** @throws ScenarioError unless `value` is a whole number from `least` to `most` */
export function wholeNumber(where: string, what: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most))
    throw new ScenarioError(
      where,
      `${what} is ${value}`,
      `It must be a whole number from ${least} to ${most}.`,
    );
}

/** @throws ScenarioError unless `seed` is a whole number in [0, 2^53) */
export function seedOf(where: string, seed: number): void {
  wholeNumber(where, 'the seed', seed, 0, Number.MAX_SAFE_INTEGER);
}
