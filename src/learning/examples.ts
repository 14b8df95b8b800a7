/** Transitions as the matrices that training graphs read. */
import type { Network } from '../crn/network.ts';
import { KernelError } from '../errors.ts';
import type { CountsScaling, Domain, GaussianScaling, Scaling } from '../kernels/abstraction.ts';
import type { MdnShape } from '../kernels/kernel.ts';
import { CountsHead } from '../kernels/mdn/counts-head.ts';
import { Anchors, StandardFeatures } from '../kernels/mdn/counts-inputs.ts';
import { FewEvents } from '../kernels/mdn/few-events.ts';
import { GaussianHead } from '../kernels/mdn/gaussian-head.ts';
import { Coordinates } from '../kernels/mdn/moves.ts';
import { concat } from './starts.ts';

/** Pairs of states one step apart. */
export interface Transitions {
  readonly rows: number;
  /** Shape [rows, species] each. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** Shape [rates] for all rows alike, or [rows, rates]. */
  readonly rates: Float64Array;
}

/** The rows of both; their rates must be per row. */
export function joinTransitions(a: Transitions, b: Transitions): Transitions {
  return {
    rows: a.rows + b.rows,
    before: concat(Int32Array, a.before, b.before),
    after: concat(Int32Array, a.after, b.after),
    rates: concat(Float64Array, a.rates, b.rates),
  };
}

/** Matrices by name of the graph's input, row-major [rows, widths[name]]. */
export interface Examples {
  readonly rows: number;
  readonly widths: Readonly<Record<string, number>>;
  readonly columns: Readonly<Record<string, Float32Array>>;
}

/** What examples are made for. */
export interface ExampleJob {
  readonly shape: MdnShape;
  readonly domain: Domain;
  readonly dt: number;
  readonly scaling: Scaling;
}

/** The inputs of the head's training graph. @throws KernelError for a move the network cannot make */
export function examplesOf(network: Network, job: ExampleJob, data: Transitions): Examples {
  const { scaling } = job;
  return scaling.head === 'counts'
    ? countsExamples(network, { ...job, scaling }, data)
    : gaussianExamples(network, { ...job, scaling }, data);
}

function countsExamples(
  network: Network,
  job: ExampleJob & { readonly scaling: CountsScaling },
  { rows, before, after, rates }: Transitions,
): Examples {
  const { moves, support } = new CountsHead(network, job);
  const features = new StandardFeatures(network, job);
  const anchors = new Anchors(network, moves, job.scaling, job.dt);
  const few = new FewEvents(network);
  const n = moves.rank;
  const widths = { features: features.width, target: n, scale: n, aboveLow: n, belowHigh: n, stay: 1 };
  const columns = allocate(rows, widths);
  const species = network.species.length;
  const move = new Coordinates(moves);
  const { z } = move;
  for (let r = 0; r < rows; r++) {
    const at = r * species;
    const ra = rates.length > network.rates.length ? r * network.rates.length : 0;
    few.propensities(before, at, rates, ra);
    features.write(before, at, rates, ra, few.a, columns.features, r * features.width);
    anchors.place(before, at, few.a);
    columns.scale.set(anchors.scale, r * n);
    if (!move.find(before, after, at)) throw impossible(network, before, after, at);
    const intervals = support.intervals(before, at);
    let moved = false;
    for (let i = 0; i < n; i++) {
      intervals.of(i, before, at, z);
      if (z[i]! < intervals.low || z[i]! > intervals.high) throw impossible(network, before, after, at);
      if (z[i] !== 0) moved = true;
      columns.target[r * n + i] = z[i]! - anchors.base[i]!;
      columns.aboveLow[r * n + i] = z[i]! > intervals.low ? 1 : 0;
      columns.belowHigh[r * n + i] = z[i]! < intervals.high ? 1 : 0;
    }
    columns.stay[r] = moved ? 0 : 1;
  }
  return { rows, widths, columns };
}

function gaussianExamples(
  network: Network,
  job: ExampleJob & { readonly scaling: GaussianScaling },
  { rows, before, after, rates }: Transitions,
): Examples {
  const head = new GaussianHead(network, job);
  const few = new FewEvents(network);
  const species = network.species.length;
  const widths = { features: head.featureWidth, target: species };
  const columns = allocate(rows, widths);
  for (let r = 0; r < rows; r++) {
    const at = r * species;
    const ra = rates.length > network.rates.length ? r * network.rates.length : 0;
    head.load(r, before, rates, { at, ra }, few, columns.features);
    head.scale(after, at, columns.target, at);
  }
  return { rows, widths, columns };
}

function allocate<K extends string>(rows: number, widths: Readonly<Record<K, number>>): Record<K, Float32Array> {
  const columns = {} as Record<K, Float32Array>;
  for (const name of Object.keys(widths) as K[]) columns[name] = new Float32Array(rows * widths[name]);
  return columns;
}

function impossible(network: Network, before: Int32Array, after: Int32Array, at: number): KernelError {
  const n = network.species.length;
  return new KernelError(
    'training data',
    `no reactions lead from (${before.subarray(at, at + n)}) to (${after.subarray(at, at + n)})`,
    'Take the transitions from this network, without events.',
  );
}
