/** What a head must know of its data before it is trained: order, units, and where components start. */
import { dependencies } from '../crn/dependencies.ts';
import type { Network } from '../crn/network.ts';
import type { CountsScaling, Domain, FixedTotal, Range, Scaling } from '../kernels/abstraction.ts';
import { FewEvents } from '../kernels/learned/heads/integer/few-events.ts';
import { Features, type FeaturesJob } from '../kernels/learned/inputs/features.ts';
import { Anchors } from '../kernels/learned/inputs/inputs.ts';
import { movesOf } from '../kernels/learned/lattice/moves.ts';
import { largestCount } from '../kernels/learned/lattice/support.ts';
import type { LearnedShape } from '../kernels/learned/shape/shape.ts';
import { ratesAt, type Transitions } from './data/examples.ts';
import { chooseBasis, chooseOrderedBasis, coordinatesOf } from './scaling/choose-basis.ts';
import { columnMoments } from './scaling/columns.ts';
import { gaussianScaling } from './scaling/gaussian-scaling.ts';
import { linearGuesses } from './scaling/linear-guess.ts';
import { startComponents } from './scaling/start-components.ts';

/** Coordinates that move less than this are counted event by event. */
const discrete = 2;
/** A species of so few copies, in so large a share of the data, has each number of them as a feature. */
const mostCopies = 6;
const hardlyEver = 0.95;

export interface ScalingJob {
  readonly network: Network;
  readonly shape: LearnedShape;
  readonly domain: Domain;
  readonly dt: number;
  readonly seed: number;
}

/** Measures the data. Deterministic, given the seed. */
export function scalingOf(job: ScalingJob, data: Transitions): Scaling {
  return job.shape.head.kind === 'gaussian' ? gaussianScaling(job, data) : countsScaling(job, data);
}

function countsScaling(job: ScalingJob, data: Transitions): CountsScaling {
  const { network } = job;
  const drawnInTurn = job.shape.head.kind === 'van';
  const basis = (drawnInTurn ? chooseOrderedBasis : chooseBasis)(network, data);
  const moves = movesOf(network, basis);
  const z = coordinatesOf(moves, data);
  const guesses = linearGuesses(z, moves.rank, data, network.species.length);
  const { rms } = columnMoments(z, moves.rank);
  const widest = rms.map((size) => Math.max(3 * size, 0.5));
  const asChange = { anchor: guesses.map(() => 'change' as const), intercept: [], slope: [], scale: widest };
  const change = changeErrors(network, new Anchors(network, moves, asChange), z, data, moves.rank);
  // Single events are counted from where they start; of the others whichever leaves less to learn,
  // as log-likelihoods of normals.
  const anchor = guesses.map((g, i) =>
    rms[i]! < discrete ? 'stay' : Math.log(g.error) < change[i]! ? 'linear' : 'change',
  );
  const anchors = {
    anchor,
    intercept: guesses.map((g) => g.intercept),
    slope: guesses.flatMap((g) => g.slope),
    scale: guesses.map((g, i) => (anchor[i] === 'linear' ? Math.max(g.error, 0.5) : widest[i]!)),
  } as const;
  const marks = marksOf(network, data);
  const features = featureMoments({ ...job, scaling: { marks } }, data);
  return {
    head: drawnInTurn ? 'van' : 'counts',
    basis,
    marks,
    featureMean: features.mean,
    featureSd: features.sd.map((sd) => Math.max(sd, 0.1)),
    ...anchors,
    ...startComponents(job, data, z, new Anchors(network, moves, anchors)),
  };
}

/** The counts above 0 of species that hardly ever have more than a few. */
function marksOf(network: Network, { rows, before }: Transitions): CountsScaling['marks'] {
  const n = network.species.length;
  const read = dependencies(network).readers;
  return network.species.flatMap((_, species) => {
    if (read[species]!.length === 0) return [];
    const seen = new Array<number>(mostCopies + 1).fill(0);
    for (let r = 0; r < rows; r++) {
      const count = before[r * n + species]!;
      if (count <= mostCopies) seen[count]! += 1 / rows;
    }
    if (seen.reduce((a, b) => a + b, 0) < hardlyEver) return [];
    return seen.flatMap((share, count) => (count > 0 && share > 0 ? [{ species, count }] : []));
  });
}

/** Mean log-error of each coordinate when it is measured from the flow. */
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
    // The flow is dear, and all outcomes of a start share it.
    if (r === 0 || data.start[r] !== data.start[r - 1]) {
      const [at, ra] = [r * network.species.length, ratesAt(network, data, r)];
      few.propensities(data.before, at, data.rates, ra);
      anchors.place(data.before, at, data.rates, ra, few.a, data.dt[r]!);
    }
    for (let i = 0; i < rank; i++) {
      logs[i]! += Math.log(anchors.scale[i]!) / data.rows;
      squares[i]! += ((z[r * rank + i]! - anchors.base[i]!) / anchors.scale[i]!) ** 2 / data.rows;
    }
  }
  return logs.map((log, i) => log + 0.5 * Math.log(Math.max(squares[i]!, 1e-9)));
}

function featureMoments(job: ScalingJob & FeaturesJob, data: Transitions): { mean: number[]; sd: number[] } {
  const { network } = job;
  const { rows, before, rates, dt } = data;
  const features = new Features(network, job);
  const few = new FewEvents(network);
  const sample = Math.min(rows, 50_000);
  const values = new Float64Array(sample * features.width);
  for (let k = 0; k < sample; k++) {
    const r = Math.floor((k * rows) / sample);
    const [at, ra] = [r * network.species.length, ratesAt(network, data, r)];
    few.propensities(before, at, rates, ra);
    features.write(before, at, rates, ra, few.a, dt[r]!, values, k * features.width);
  }
  return columnMoments(values, features.width);
}

/**
 * The box of all starting states and rates, and the conserved sums that all of them share; species
 * that nothing reads may have any count.
 */
export function domainOf(network: Network, counts: Int32Array, rates: Float64Array, dt: Range): Domain {
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
  const totals = totalsOf(network, counts, (s) => read[s]!.length > 0);
  return {
    counts: box(counts, network.species.length).map((range, s) =>
      read[s]!.length > 0 ? range : [0, largestCount],
    ),
    rates: box(rates, network.rates.length),
    dt,
    ...(totals.length > 0 ? { totals } : {}),
  };
}

/** The conserved sums that are the same in all rows; none with species that nothing reads: those may have any count. */
function totalsOf(network: Network, counts: Int32Array, matters: (species: number) => boolean): FixedTotal[] {
  const n = network.species.length;
  return network.laws.flatMap(({ coefficients }) => {
    const sum = (row: number): number =>
      coefficients.reduce((all, c, s) => all + c * counts[row * n + s]!, 0);
    if (counts.length === 0 || !coefficients.every((c, s) => c === 0 || matters(s))) return [];
    const is = sum(0);
    for (let r = 1; r < counts.length / n; r++) if (sum(r) !== is) return [];
    return [{ coefficients, is }];
  });
}
