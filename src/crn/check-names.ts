/** Refuses names that mean nothing where they are written, and says which was meant. */
import { ScenarioError } from '../errors.ts';
import { nearestName } from './nearest-name.ts';

/**
 * Checks an object of named entries; undefined is fine.
 *
 * @param entry  what the object is called
 * @param kind   what its names are, e.g. `species of the network`
 * @throws ScenarioError for what is no object, and for a name that is not among `names`
 */
export function checkNames(
  where: string,
  entry: string,
  given: unknown,
  names: readonly string[],
  kind: string,
): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ScenarioError(where, `\`${entry}\` is ${written(given)}`, 'Give an object: names and values.');
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw new ScenarioError(
        where,
        `\`${entry}\` names "${name}", which is no ${kind}`,
        suggestName(name, names),
      );
}

/** What to write instead of a name that is unknown. */
export function suggestName(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near ? `Did you mean "${near}"?` : `There are: ${names.join(', ') || '(none)'}.`;
}

/** A value as the user wrote it: quotes tell '10' from 10. */
export function written(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value);
}
