/** The species that a network speaks about, and in what order. */
import { checkNames, written } from '../../../crn/check-names.ts';
import { eliminate } from '../../../crn/eliminate.ts';
import type { ConservationLaw } from '../../../crn/network.ts';
import { ScenarioError } from '../../../errors.ts';

/**
 * One conditional law each, in this order: q(n_0) · q(n_1 | n_0) · … Species that follow from
 * the others by conservation laws are none of them.
 */
export interface Variables {
  /** Column of each variable among the species. */
  readonly species: readonly number[];
  /** Counts 0 … classes − 1 of each. */
  readonly classes: readonly number[];
  /** Where the classes of each begin among all classes. */
  readonly offset: readonly number[];
  /** All classes together. */
  readonly width: number;
  /** Species that follow, each from a law that holds no other of them; coefficients of shape [species]. */
  readonly dependents: readonly { readonly species: number; readonly coefficients: readonly number[] }[];
}

/**
 * Few counts first: genes before the proteins they make, so that what comes later is simple
 * given what came before. Equal ones as in the network.
 *
 * @param greatest  count of each species, shape [species], all finite
 * @param order     species in the order wanted; those left out follow, as far as they are free
 * @throws ScenarioError for an order that names no species or one twice
 */
export function variables(
  where: string,
  names: readonly string[],
  laws: readonly ConservationLaw[],
  greatest: ArrayLike<number>,
  order?: readonly string[],
): Variables {
  const rank = wantedRanks(where, names, order);
  const before = (a: number, b: number) => rank[a]! - rank[b]! || greatest[a]! - greatest[b]! || a - b;
  const sorted = names.map((_, s) => s).sort(before);
  // Seen in that order, the last of equals follows from the others.
  const seen = laws.map(({ coefficients }) => ({ coefficients: sorted.map((s) => coefficients[s]!) }));
  const { independent, dependent } = eliminate(seen, names.length);
  const species = independent.map((k) => sorted[k]!);
  const dependents = dependent.map(({ species: k, law }) => ({
    species: sorted[k]!,
    coefficients: names.map((_, s) => law.coefficients[sorted.indexOf(s)]!),
  }));
  const classes = species.map((s) => greatest[s]! + 1);
  const offset = classes.map((_, i) => classes.slice(0, i).reduce((sum, n) => sum + n, 0));
  return { species, classes, offset, width: classes.reduce((sum, n) => sum + n, 0), dependents };
}

function wantedRanks(
  where: string,
  names: readonly string[],
  order: readonly string[] | undefined,
): number[] {
  if (order === undefined) return names.map(() => 0);
  if (!Array.isArray(order) || new Set(order).size < order.length)
    throw new ScenarioError(where, `\`order\` is ${written(order)}`, 'List species, each once.');
  checkNames(
    where,
    'order',
    Object.fromEntries(order.map((name) => [name, 1])),
    names,
    'species of the network',
  );
  return names.map((name) => (order.includes(name) ? order.indexOf(name) : order.length));
}
