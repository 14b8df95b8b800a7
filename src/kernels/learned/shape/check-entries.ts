/** Checks of one entry of a learned kernel's description. */
import { checkNames, written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';

/** @throws ScenarioError unless it is a whole number in the range */
export function whole(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    refuse(`\`${name}\` is ${written(value)}`, `Give a whole number from ${least} to ${most}.`);
}

/** @throws ScenarioError unless it is a number in the range */
export function between(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !(value >= least && value <= most))
    refuse(`\`${name}\` is ${written(value)}`, `Give a number from ${least} to ${most}.`);
}

/** @throws ScenarioError unless it is one of the words */
export function oneOf(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'string' || !known.includes(value))
    refuse(`\`${name}\` is ${written(value)}`, `There are: ${known.join(', ')}.`);
}

/** @throws ScenarioError unless it is a list */
export function list(name: string, value: unknown): void {
  if (!Array.isArray(value)) refuse(`\`${name}\` is ${written(value)}`, 'Give a list: `[…]`.');
}

/** @throws ScenarioError unless it is true or false */
export function yesOrNo(name: string, value: unknown): void {
  if (typeof value !== 'boolean') refuse(`\`${name}\` is ${written(value)}`, 'Give true or false.');
}

/** Checks that an object, which must be there, has no other entries than these. @throws ScenarioError */
export function entries(name: string, given: unknown, known: readonly string[]): void {
  if (given === undefined) refuse(`\`${name}\` is undefined`, 'Give an object: names and values.');
  checkNames('learned kernel', name, given, known, `entry of \`${name}\``);
}

/** @throws ScenarioError always */
export function refuse(what: string, cure: string): never {
  throw new ScenarioError('learned kernel', what, cure);
}
