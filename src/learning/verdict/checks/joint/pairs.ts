/**
 * Joint laws on a coarse grid, setting by setting: of two species, and of one species at two
 * times. Right laws of single species with a wrong pairing show here and nowhere else.
 */

import type { Limits } from '../../limits.ts';
import type { Reading } from '../../readings.ts';
import type { Three } from '../../sets/samples.ts';
import { addDistances, type Distances, noDistances, overFloor } from '../histograms.ts';
import { gridBins, jointHistogram, placed, quantileEnds } from './grids.ts';

/** Bin numbers of the three sets, on quantile bins of the first exact one. */
interface Places {
  readonly exact: Uint8Array;
  readonly other: Uint8Array;
  readonly learned: Uint8Array;
}

function placesOf({ exact, other, learned }: Three): Places {
  const ends = quantileEnds(exact, gridBins);
  return { exact: placed(exact, ends), other: placed(other, ends), learned: placed(learned, ends) };
}

function addJoint(to: Distances, a: Places, b: Places): void {
  addDistances(
    to,
    [
      jointHistogram(a.exact, b.exact),
      jointHistogram(a.other, b.other),
      jointHistogram(a.learned, b.learned),
    ],
    a.exact.length,
  );
}

/** Pairs of species after one lag. */
export class PairSums {
  readonly #pairs: readonly (readonly [number, number])[];
  readonly #tables: readonly Distances[];

  constructor(pairs: readonly (readonly [number, number])[]) {
    this.#pairs = pairs;
    this.#tables = pairs.map(noDistances);
  }

  /** Adds a setting: all species of it. */
  add(columns: readonly Three[]): void {
    const places = new Map<number, Places>();
    for (const s of new Set(this.#pairs.flat())) places.set(s, placesOf(columns[s]!));
    this.#pairs.forEach(([a, b], p) => {
      addJoint(this.#tables[p]!, places.get(a)!, places.get(b)!);
    });
  }

  readings(species: readonly string[], lag: number, limits: Limits): Reading[] {
    return this.#pairs.map(([a, b], p) =>
      jointReading('pair', `${species[a]} with ${species[b]}`, lag, this.#tables[p]!, limits),
    );
  }
}

/** One species at two lags of the same trajectories. */
export class TransitionSums {
  readonly #table = noDistances();

  /** Adds a setting: the species at the first and at the second of the lags. */
  add(early: Three, late: Three): void {
    addJoint(this.#table, placesOf(early), placesOf(late));
  }

  readings(what: string, limits: Limits): Reading[] {
    return [jointReading('transition', what, 0, this.#table, limits)];
  }
}

function jointReading(
  family: 'pair' | 'transition',
  what: string,
  lag: number,
  table: Distances,
  limits: Limits,
): Reading {
  return overFloor(family, what, lag, table, limits.pairOverFloor);
}
