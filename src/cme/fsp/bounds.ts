/** How far the count of each species can go, as far as that is known beforehand. */
import { checkNames, written } from '../../crn/check-names.ts';
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { ListedLaw } from '../listed-law.ts';

/**
 * Greatest count of each species: the limit given, or what a non-negative conservation
 * law leaves it, whichever is less. Infinity where neither says anything.
 *
 * @throws ScenarioError for a limit that is no count, or one that the start is beyond
 */
export function bounds(
  where: string,
  network: Network,
  start: ListedLaw,
  given: Readonly<Record<string, number | undefined>> | undefined,
): Float64Array {
  const { species } = network;
  checkNames(where, 'limits', given, species, 'species of the network');
  const greatest = lawBounds(network, start);
  species.forEach((name, s) => {
    const limit = given?.[name];
    if (limit === undefined) return;
    if (!Number.isInteger(limit) || limit < 0)
      throw new ScenarioError(
        where,
        `\`limits.${name}\` is ${written(limit)}`,
        'Give a whole number, 0 or more.',
      );
    for (let at = s; at < start.states.length; at += species.length)
      if (start.states[at]! > limit && start.probability[(at - s) / species.length]! > 1e-12)
        throw new ScenarioError(
          where,
          `the start has ${name} = ${start.states[at]}, \`limits.${name}\` is ${limit}`,
          'Raise the limit.',
        );
    greatest[s] = Math.min(greatest[s]!, limit);
  });
  return greatest;
}

/** What the conserved totals of the start leave for each species. */
function lawBounds({ species, laws }: Network, start: ListedLaw): Float64Array {
  const width = species.length;
  const greatest = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  for (const { coefficients } of laws) {
    if (coefficients.some((y) => y < 0)) continue;
    let total = 0;
    for (let at = 0; at < start.states.length; at += width) {
      let sum = 0;
      for (let s = 0; s < width; s++) sum += coefficients[s]! * start.states[at + s]!;
      total = Math.max(total, sum);
    }
    coefficients.forEach((y, s) => {
      if (y > 0) greatest[s] = Math.min(greatest[s]!, Math.floor(total / y));
    });
  }
  return greatest;
}
