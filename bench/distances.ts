/** How far a learned set is from an exact one, beside a second exact set: a bin for every number, at most `bins`. */
import type { Network } from '../src/crn/network.ts';
import { addByOurRule, noDistances } from '../src/learning/verdict/checks/histograms.ts';
import type { ExactSets } from '../src/learning/verdict/sets/exact-sets.ts';
import { columnsOf, untied } from '../src/learning/verdict/sets/samples.ts';
import { mean } from '../src/numerics/statistics.ts';

/** L1 distances of one species after `lag` steps, means over settings. */
export interface Distance {
  readonly lag: number;
  readonly species: string;
  readonly l1: number;
  /** Of two exact sets of the same size. */
  readonly floor: number;
}

/** By lag and species; species that a conservation law leaves to others, or that never vary, are left out. */
export function distancesOf(
  network: Network,
  exact: ExactSets,
  learned: readonly Int32Array[],
  bins = 200,
): Distance[] {
  return exact.lags.flatMap((lag, l) => {
    const tables = network.species.map(noDistances);
    for (let i = 0; i < exact.settings; i++)
      columnsOf({ network, exact, learned }, l, i).forEach((three, s) => {
        addByOurRule(tables[s]!, three, bins);
      });
    return untied(network)
      .map((s) => ({
        lag,
        species: network.species[s]!,
        l1: mean(tables[s]!.l1),
        floor: mean(tables[s]!.l1Floor),
      }))
      .filter((d) => d.floor > 0 || d.l1 > 0);
  });
}

/** The species farthest from exact in units of its floor, by lag. */
export function worstByLag(distances: readonly Distance[]): Distance[] {
  const lags = [...new Set(distances.map(({ lag }) => lag))];
  return lags.map((lag) =>
    distances.filter((d) => d.lag === lag).reduce((a, b) => (b.l1 / b.floor > a.l1 / a.floor ? b : a)),
  );
}

/** `P1 1.05 × (0.0731 / 0.0696)`. */
export function distanceText({ species, l1, floor }: Distance): string {
  return `${species} ${(l1 / floor).toFixed(2)} × (${l1.toFixed(4)} / ${floor.toFixed(4)})`;
}
