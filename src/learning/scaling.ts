/** What a head must know of its data before it is trained: order, units, and where components start. */
import { dependencies } from '../crn/dependencies.ts';
import type { Network } from '../crn/network.ts';
import { isCrnGridError } from '../errors.ts';
import type { CountsScaling, Domain, GaussianScaling, Range, Scaling } from '../kernels/abstraction.ts';
import type { MdnShape } from '../kernels/kernel.ts';
import { Anchors } from '../kernels/mdn/counts-inputs.ts';
import { Features } from '../kernels/mdn/features.ts';
import { FewEvents } from '../kernels/mdn/few-events.ts';
import { type BasisChoice, Coordinates, directionsOf, type Moves, movesOf } from '../kernels/mdn/moves.ts';
import { largestCount, Support } from '../kernels/mdn/support.ts';
import { columnMoments } from './columns.ts';
import type { Transitions } from './examples.ts';
import { kMeans } from './k-means.ts';

/** Coordinates known better than this are counted event by event. */
const discrete = 3;
/** Where so large a share of the moves are among the most frequent, components start at those. */
const fewMoves = 0.3;

export interface ScalingJob {
  readonly network: Network;
  readonly shape: MdnShape;
  readonly domain: Domain;
  readonly dt: number;
  readonly seed: number;
}

/** Measures the data. Deterministic, given the seed. */
export function scalingOf(job: ScalingJob, data: Transitions): Scaling {
  return job.shape.head === 'counts' ? countsScaling(job, data) : gaussianScaling(job, data);
}

function gaussianScaling({ network }: ScalingJob, { before, after }: Transitions): GaussianScaling {
  const n = network.species.length;
  const low = new Array<number>(n).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(n).fill(Number.NEGATIVE_INFINITY);
  for (const counts of [before, after])
    for (let i = 0; i < counts.length; i++) {
      low[i % n] = Math.min(low[i % n]!, counts[i]!);
      high[i % n] = Math.max(high[i % n]!, counts[i]!);
    }
  return { head: 'gaussian', low, high };
}

function countsScaling(job: ScalingJob, data: Transitions): CountsScaling {
  const { network, dt } = job;
  const features = featureMoments(job, data);
  const basis = chooseBasis(network, data);
  const moves = movesOf(network, basis);
  const z = coordinatesOf(moves, data);
  const guesses = Array.from({ length: moves.rank }, (_, i) => linearGuess(z, i, moves.rank, data, network));
  const widest = columnMoments(z, moves.rank).rms.map((rms) => Math.max(3 * rms, 0.5));
  const asChange = { anchor: guesses.map(() => 'change' as const), intercept: [], slope: [], scale: widest };
  const change = changeErrors(network, new Anchors(network, moves, asChange, dt), z, data, moves.rank);
  // Whichever leaves less to learn, as log-likelihoods of normals; single events need whole numbers to start from.
  const anchor = guesses.map((g, i) =>
    g.error > discrete && Math.log(g.error) < change[i]! ? 'linear' : 'change',
  );
  const scaling = {
    anchor,
    intercept: guesses.map((g) => g.intercept),
    slope: guesses.flatMap((g) => g.slope),
    scale: guesses.map((g, i) => (anchor[i] === 'linear' ? Math.max(g.error, 0.5) : widest[i]!)),
  } as const;
  return {
    head: 'counts',
    basis,
    featureMean: features.mean,
    featureSd: features.sd.map((sd) => Math.max(sd, 0.1)),
    ...scaling,
    home: homesOf(job, data, z, new Anchors(network, moves, scaling, dt)),
  };
}

/** Directions where they are independent and their bounds can be kept, else species; what varies least first. */
function chooseBasis(network: Network, data: Transitions): BasisChoice {
  const directions = directionsOf(network);
  if (directions) {
    const numbers = directions.map((_, d) => d);
    const moves = movesOf(network, { kind: 'directions', order: numbers });
    const { sd } = columnMoments(coordinatesOf(moves, data), moves.rank);
    const choice = { kind: 'directions', order: numbers.sort((a, b) => sd[a]! - sd[b]! || a - b) } as const;
    try {
      new Support(network, movesOf(network, choice));
      return choice;
    } catch (error) {
      if (!isCrnGridError(error, 'KernelError')) throw error;
    }
  }
  const { sd } = columnMoments(data.after, network.species.length);
  return {
    kind: 'echelon',
    order: network.species.map((_, s) => s).sort((a, b) => sd[a]! - sd[b]! || a - b),
  };
}

/** Coordinates of every transition, shape [rows, rank]. */
function coordinatesOf(moves: Moves, { rows, before, after }: Transitions): Float64Array {
  const out = new Float64Array(rows * moves.rank);
  const move = new Coordinates(moves);
  for (let r = 0; r < rows; r++) {
    move.find(before, after, r * moves.species);
    out.set(move.z, r * moves.rank);
  }
  return out;
}

/** Least squares of coordinate i on the counts before the step. */
function linearGuess(
  z: Float64Array,
  i: number,
  rank: number,
  { rows, before }: Transitions,
  network: Network,
): { intercept: number; slope: number[]; error: number } {
  const n = network.species.length;
  const x = columnMoments(before, n);
  const target = columnMoments(z, rank);
  // Standardised, and lightly ridged: conserved species are collinear.
  const a = Array.from({ length: n }, (_, s) =>
    Array.from({ length: n + 1 }, (_, t) => (s === t ? 1e-6 : 0)),
  );
  const row = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < n; s++) row[s] = (before[r * n + s]! - x.mean[s]!) / Math.max(x.sd[s]!, 1e-9);
    const y = z[r * rank + i]! - target.mean[i]!;
    for (let s = 0; s < n; s++) {
      for (let t = 0; t < n; t++) a[s]![t]! += (row[s]! * row[t]!) / rows;
      a[s]![n]! += (row[s]! * y) / rows;
    }
  }
  const moments = a.map((line) => line[n]!);
  const weights = solve(a);
  const explained = weights.reduce((sum, w, s) => sum + w * moments[s]!, 0);
  const slope = weights.map((w, s) => w / Math.max(x.sd[s]!, 1e-9));
  return {
    intercept: target.mean[i]! - slope.reduce((sum, v, s) => sum + v * x.mean[s]!, 0),
    slope,
    error: Math.sqrt(Math.max(target.sd[i]! ** 2 - explained, 0)),
  };
}

/** Solves the system [A | b], positive definite, by Gauss–Jordan elimination; overwrites it. */
function solve(a: number[][]): number[] {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    const pivot = a[i]![i]!;
    for (let j = i; j <= n; j++) a[i]![j]! /= pivot;
    for (let r = 0; r < n; r++) {
      const factor = a[r]![i]!;
      if (r === i || factor === 0) continue;
      for (let j = i; j <= n; j++) a[r]![j]! -= factor * a[i]![j]!;
    }
  }
  return a.map((line) => line[n]!);
}

/** Mean log-error of each coordinate when it is measured in scales of change. */
function changeErrors(
  network: Network,
  anchors: Anchors,
  z: Float64Array,
  data: Transitions,
  rank: number,
): number[] {
  const few = new FewEvents(network);
  const logs = new Array<number>(rank).fill(0);
  const squares = new Array<number>(rank).fill(0);
  for (let r = 0; r < data.rows; r++) {
    few.propensities(data.before, r * network.species.length, data.rates, r * network.rates.length);
    anchors.place(data.before, r * network.species.length, few.a);
    for (let i = 0; i < rank; i++) {
      logs[i]! += Math.log(anchors.scale[i]!) / data.rows;
      squares[i]! += ((z[r * rank + i]! - anchors.base[i]!) / anchors.scale[i]!) ** 2 / data.rows;
    }
  }
  return logs.map((log, i) => log + 0.5 * Math.log(Math.max(squares[i]!, 1e-9)));
}

/**
 * Starting places of the components, relative to the anchors. Where a few moves make up
 * much of the data, half of the components start at those, so that single events are
 * learned as such from the beginning; the others are spread over the data (k-means).
 */
function homesOf(
  { network, shape, seed }: ScalingJob,
  data: Transitions,
  z: Float64Array,
  anchors: Anchors,
): number[] {
  const n = z.length / data.rows;
  const species = network.species.length;
  const sample = Math.min(data.rows, 20_000);
  if (sample === 0) return new Array<number>(shape.mixtures * n).fill(0);
  const few = new FewEvents(network);
  const points: number[][] = [];
  const weights: number[] = [];
  const tally = new Map<string, { place: number[]; count: number }>();
  for (let k = 0; k < sample; k++) {
    const r = Math.floor((k * data.rows) / sample);
    few.propensities(data.before, r * species, data.rates, r * network.rates.length);
    anchors.place(data.before, r * species, few.a);
    const point = Array.from(z.subarray(r * n, (r + 1) * n), (v, i) => v - anchors.base[i]!);
    points.push(point);
    const place = point.map((v) => Math.round(v) + 0);
    const seen = tally.get(place.join());
    const count = data.weight[r]!;
    weights.push(count);
    if (seen) seen.count += count;
    else tally.set(place.join(), { place, count });
  }
  const half = Math.floor(shape.mixtures / 2);
  const frequent = [...tally.values()].sort((a, b) => b.count - a.count).slice(0, half);
  const covered = frequent.reduce((sum, f) => sum + f.count, 0) / weights.reduce((a, b) => a + b, 0);
  const places = covered >= fewMoves ? frequent.map((f) => f.place) : [];
  return [...places, ...kMeans(points, weights, shape.mixtures - places.length, seed)].flat();
}

function featureMoments(
  job: ScalingJob,
  { rows, before, rates }: Transitions,
): { mean: number[]; sd: number[] } {
  const { network } = job;
  const features = new Features(network, job);
  const few = new FewEvents(network);
  const sample = Math.min(rows, 50_000);
  const values = new Float64Array(sample * features.width);
  for (let k = 0; k < sample; k++) {
    const r = Math.floor((k * rows) / sample);
    const at = r * network.species.length;
    const ra = rates.length > network.rates.length ? r * network.rates.length : 0;
    few.propensities(before, at, rates, ra);
    features.write(before, at, rates, ra, few.a, values, k * features.width);
  }
  return columnMoments(values, features.width);
}

/** The box of all starting states and rates; species that nothing reads may have any count. */
export function domainOf(network: Network, counts: Int32Array, rates: Float64Array): Domain {
  const box = (values: ArrayLike<number>, width: number): Range[] => {
    const low = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
    const high = new Array<number>(width).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < values.length; i++) {
      low[i % width] = Math.min(low[i % width]!, values[i]!);
      high[i % width] = Math.max(high[i % width]!, values[i]!);
    }
    return low.map((l, i) => [l, high[i]!]);
  };
  const read = dependencies(network).readers;
  return {
    counts: box(counts, network.species.length).map((range, s) =>
      read[s]!.length > 0 ? range : [0, largestCount],
    ),
    rates: box(rates, network.rates.length),
  };
}
