/**
 * Mean and spread of each species where another one has a given value: what a mixture that is
 * right on the whole gets wrong within its parts.
 */

import type { LeftOut } from '../../left-out.ts';
import type { Limits } from '../../limits.ts';
import type { Reading } from '../../readings.ts';
import { differenceVariance, type Three } from '../../sets/samples.ts';
import { placed, quantileEnds } from './grids.ts';

/** A species of few values is held at each of them; others in so many quantile bins. */
const mostValues = 8;
const bins = 6;
/** Trajectories of each set that a bin of a setting needs to be compared. */
const least = 60;
/** Trajectories that must share in making a spread: one that a few rare values make has no error to speak of. */
const leastEffective = 20;
/** Standard deviations that one trajectory is taken to be away at most, for the grain of a bin. */
const far = 10;
/** A species that hardly moves within a bin has no standard deviation to measure by. */
const leastSd = 0.1;

/** How the values of a species are held. */
export interface Holds {
  /** Upper ends of all bins but the last. */
  readonly ends: readonly number[];
  /** In words: `= 4`, `in 3 … 17`. */
  readonly labels: readonly string[];
}

/** @param values  all values of the exact set, over all settings */
export function holdsOf(values: Int32Array): Holds {
  const distinct = new Set<number>();
  for (let i = 0; i < values.length && distinct.size <= mostValues; i++) distinct.add(values[i]!);
  if (distinct.size <= mostValues) {
    const sorted = [...distinct].sort((a, b) => a - b);
    return { ends: sorted.slice(0, -1), labels: sorted.map((v) => `= ${v}`) };
  }
  const ends = quantileEnds(values, bins);
  const labels = [...ends, undefined].map((end, i) => {
    const from = i === 0 ? undefined : ends[i - 1]! + 1;
    if (end === undefined) return `≥ ${from}`;
    return from === undefined ? `≤ ${end}` : from === end ? `= ${end}` : `in ${from} … ${end}`;
  });
  return { ends, labels };
}

interface Sums {
  /** Settings that could be compared, and those that were. */
  of: number;
  compared: number;
  weight: number;
  value: number;
  floor: number;
  variance: number;
}

const none = (): Sums => ({ of: 0, compared: 0, weight: 0, value: 0, floor: 0, variance: 0 });

/** All species given one species, after one lag. */
export class ConditionalSums {
  readonly #held: number;
  readonly #holds: Holds;
  readonly #of: readonly number[];
  /** By species of `of`, then by bin. */
  readonly #means: readonly Sums[][];
  readonly #spreads: readonly Sums[][];

  /**
   * @param held  number of the species that is held
   * @param of    numbers of the species that are looked at
   */
  constructor(held: number, holds: Holds, of: readonly number[]) {
    this.#held = held;
    this.#holds = holds;
    this.#of = of;
    this.#means = of.map(() => holds.labels.map(none));
    this.#spreads = of.map(() => holds.labels.map(none));
  }

  /** Adds a setting: all species of it. */
  add(columns: readonly Three[]): void {
    const holds = this.#holds;
    const held = columns[this.#held]!;
    const [pe, po, pl] = [
      sortedBy(held.exact, holds),
      sortedBy(held.other, holds),
      sortedBy(held.learned, holds),
    ];
    this.#of.forEach((s, k) => {
      const { exact, other, learned } = columns[s]!;
      const [e, o, l] = [spreadsOf(exact, pe), spreadsOf(other, po), spreadsOf(learned, pl)];
      for (let b = 0; b < holds.labels.length; b++) {
        if (e[b]!.n === 0 && o[b]!.n === 0) continue;
        this.#means[k]![b]!.of++;
        this.#spreads[k]![b]!.of++;
        // Where the learned set hardly ever is, the histogram of the held species says so.
        if (Math.min(e[b]!.n, o[b]!.n, l[b]!.n) >= least) this.#addBin(k, b, e[b]!, o[b]!, l[b]!);
      }
    });
  }

  #addBin(k: number, b: number, e: Spread, o: Spread, l: Spread): void {
    const weight = e.n;
    const n = Math.min(e.n, o.n, l.n);
    const variance = (e.variance + o.variance + l.variance) / 3;
    const unit = Math.max(Math.sqrt((e.variance + o.variance) / 2), leastSd);
    const mean = this.#means[k]![b]!;
    mean.compared++;
    mean.weight += weight;
    mean.value += (weight * Math.abs(l.mean - e.mean)) / unit;
    mean.floor += (weight * Math.abs(o.mean - e.mean)) / unit;
    mean.variance += (weight ** 2 * differenceVariance * variance) / unit ** 2 / n;
    // The exact sets decide whether there is a spread to compare: a learned set without one is as wrong as can be.
    const spread = this.#spreads[k]![b]!;
    if (e.deviation === 0 && o.deviation === 0) {
      spread.of--;
      return;
    }
    if (Math.min(e.deviation, o.deviation) === 0) return;
    if (n < leastEffective * Math.max(e.relative, o.relative)) return;
    const relative = Math.max(e.relative, o.relative, l.relative, 0.5);
    spread.compared++;
    spread.weight += weight;
    spread.value += weight * Math.abs(Math.log(Math.max(l.deviation, 1 / l.n) / e.deviation));
    spread.floor += weight * Math.abs(Math.log(o.deviation / e.deviation));
    spread.variance += (weight ** 2 * differenceVariance * relative) / n;
  }

  readings(species: readonly string[], lag: number, limits: Limits): Reading[] {
    const { labels } = this.#holds;
    return this.#of.flatMap((s, k) =>
      labels.flatMap((label, b) => {
        const what = `${species[s]} given ${species[this.#held]} ${label}`;
        const reading = (
          family: 'conditional mean' | 'conditional spread',
          { weight, value, floor, variance }: Sums,
          tolerance: number,
          jump: number,
        ): Reading[] =>
          weight === 0
            ? []
            : [
                {
                  family,
                  what,
                  lag,
                  value: value / weight,
                  floor: floor / weight,
                  tolerance,
                  noise: Math.sqrt(variance) / weight,
                  grain: jump / weight,
                },
              ];
        return [
          ...reading('conditional mean', this.#means[k]![b]!, limits.conditionalMean, far),
          ...reading('conditional spread', this.#spreads[k]![b]!, limits.conditionalSpread, far),
        ];
      }),
    );
  }

  /** What too few trajectories tell: conditions that hardly any meet, spreads that hardly any make. */
  leftOut(species: readonly string[], lag: number): LeftOut[] {
    return this.#of.flatMap((s, k) =>
      this.#holds.labels.flatMap((label, b) => {
        const what = `${species[s]} given ${species[this.#held]} ${label}`;
        const of = (family: LeftOut['family'], sums: Sums): LeftOut => {
          return { family, what, lag, left: sums.of - sums.compared, of: sums.of };
        };
        return [of('conditional mean', this.#means[k]![b]!), of('conditional spread', this.#spreads[k]![b]!)];
      }),
    );
  }
}

/** What lies in a bin: how many, around where, how far from there. */
interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  /** Mean absolute deviation from the mean: a few trajectories far away move it little, a standard deviation much. */
  readonly deviation: number;
  /** Variance of the deviation's influence function over its square: 0.57 for a normal law, 1/p for rare ones. */
  readonly relative: number;
}

/** Rows by bin: those of bin b are `rows[ends[b − 1]]` to before `rows[ends[b]]`. */
interface Sorted {
  readonly rows: Uint32Array;
  readonly ends: Uint32Array;
}

function sortedBy(sample: Int32Array, { ends: upper, labels }: Holds): Sorted {
  const place = placed(sample, upper);
  const next = new Uint32Array(labels.length + 1);
  for (let i = 0; i < place.length; i++) next[place[i]! + 1]!++;
  for (let b = 1; b < next.length; b++) next[b]! += next[b - 1]!;
  const rows = new Uint32Array(place.length);
  for (let i = 0; i < place.length; i++) rows[next[place[i]!]!++] = i;
  return { rows, ends: next.subarray(0, labels.length) };
}

function spreadsOf(sample: Int32Array, { rows, ends }: Sorted): Spread[] {
  return Array.from(ends, (end, b) => spreadOf(sample, rows, b === 0 ? 0 : ends[b - 1]!, end));
}

/** The inmost loop of a verdict: sums in locals, without a branch. */
function spreadOf(sample: Int32Array, rows: Uint32Array, from: number, end: number): Spread {
  const n = end - from;
  let sum = 0;
  for (let i = from; i < end; i++) sum += sample[rows[i]!]!;
  const mean = sum / Math.max(n, 1);
  let [away, squares, signed, below, at] = [0, 0, 0, 0, 0];
  for (let i = from; i < end; i++) {
    const off = sample[rows[i]!]! - mean;
    const far = Math.abs(off);
    away += far;
    squares += off * off;
    signed += off * far;
    below += Number(off < 0);
    at += Number(off === 0);
  }
  const deviation = away / Math.max(n, 1);
  const variance = squares / Math.max(n - 1, 1);
  // |x − μ| + c·(x − μ), c = P(x < μ) − P(x > μ): the mean is estimated, too.
  const c = (2 * below + at - n) / Math.max(n, 1);
  const influence = (1 + c * c) * variance + (2 * c * signed) / Math.max(n, 1) - deviation ** 2;
  return { n, mean, variance, deviation, relative: deviation > 0 ? influence / deviation ** 2 : 0 };
}
