/** The three samples a reading compares: learned, exact, and a second exact one as large. */
import type { Network } from '../../../crn/network.ts';
import type { ExactSets } from './exact-sets.ts';

/** One species of one setting after one lag. */
export interface Three {
  readonly exact: Int32Array;
  readonly other: Int32Array;
  readonly learned: Int32Array;
}

/** All sets of a verdict, by lag, shape [settings, trajectories, species] each. */
export interface AllSets {
  readonly network: Network;
  readonly exact: ExactSets;
  readonly learned: readonly Int32Array[];
}

/** Every species of a setting after a lag, as columns. */
export function columnsOf({ exact, learned }: AllSets, lag: number, setting: number): Three[] {
  const species = exact.starts.length / exact.settings;
  const n = exact.trajectories;
  const at = setting * n * species;
  const column = (counts: Int32Array, s: number): Int32Array => {
    const out = new Int32Array(n);
    for (let r = 0; r < n; r++) out[r] = counts[at + r * species + s]!;
    return out;
  };
  return Array.from({ length: species }, (_, s) => ({
    exact: column(exact.first[lag]!, s),
    other: column(exact.second[lag]!, s),
    learned: column(learned[lag]!, s),
  }));
}

/**
 * Species that say different things: where a law ties two of them to each other, such as the
 * two states of a gene, the second one is left out.
 */
export function untied({ species, laws }: Network): number[] {
  const dropped = new Set<number>();
  for (const { coefficients } of laws) {
    const tied = coefficients.flatMap((c, s) => (c === 0 ? [] : [s]));
    if (tied.length === 1) dropped.add(tied[0]!);
    if (tied.length === 2 && !dropped.has(tied[0]!)) dropped.add(tied[1]!);
  }
  return species.flatMap((_, s) => (dropped.has(s) ? [] : [s]));
}

/** Variance of the mean absolute difference to a set, less that of a second exact set, over that of one estimate. */
export const differenceVariance = 1.5;
