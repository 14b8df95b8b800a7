/** Transitions as the matrices that training graphs read. */
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import type { CountsScaling, Domain, GaussianScaling, Scaling } from '../../kernels/abstraction.ts';
import { GaussianHead } from '../../kernels/learned/heads/gaussian/head.ts';
import { FewEvents } from '../../kernels/learned/heads/integer/few-events.ts';
import { CountsHead } from '../../kernels/learned/heads/integer/head.ts';
import { beyond } from '../../kernels/learned/heads/mixture/graph.ts';
import { Anchors, StandardFeatures } from '../../kernels/learned/inputs/inputs.ts';
import { Coordinates } from '../../kernels/learned/lattice/moves.ts';
import type { HeadSpec, LearnedShape } from '../../kernels/learned/shape/shape.ts';
import { concat } from './starts.ts';

/** How many outcomes of one starting state a head is shown at once: those that share what is dear, and no more. */
export function outcomesOf({ kind }: HeadSpec): number {
  return outcomesPerExample[kind];
}

const outcomesPerExample = { counts: 16, van: 4, gaussian: 1 } as const;

/** Stands for log 0 where two events cannot lead: as good as never, and finite in 32 bits. */
const impossiblePair = -1e4;

/** Pairs of states one step apart; pairs from the same start follow each other. */
export interface Transitions {
  readonly rows: number;
  /** Number of the start each pair is from, rising. */
  readonly start: Uint32Array;
  /** How much each pair counts; those of one start sum to 1. */
  readonly weight: Float32Array;
  /** Shape [rows, species] each. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** Shape [rates] for all rows alike, or [rows, rates]. */
  readonly rates: Float64Array;
  /** Length of the step of each pair. */
  readonly dt: Float64Array;
  /** For kernels that look back: states before `before`, shape [rows, past − 1, species], the oldest first. */
  readonly past?: Int32Array;
}

/** Where the rates of a row begin. */
export function ratesAt(network: Network, { rates }: Transitions, row: number): number {
  return rates.length > network.rates.length ? row * network.rates.length : 0;
}

/** The rows of both sets, whose starts have nothing to do with each other; rates must be per row. */
export function joinTransitions(a: Transitions, b: Transitions): Transitions {
  const shift = a.rows === 0 ? 0 : a.start[a.rows - 1]! + 1;
  return concatTransitions([a, { ...b, start: b.start.map((s) => s + shift) }]);
}

/** The rows of the parts of one set, in order of their starts; rates must be per row. */
export function concatTransitions(parts: readonly Transitions[]): Transitions {
  return {
    rows: parts.reduce((n, { rows }) => n + rows, 0),
    start: concat(Uint32Array, ...parts.map(({ start }) => start)),
    weight: concat(Float32Array, ...parts.map(({ weight }) => weight)),
    before: concat(Int32Array, ...parts.map(({ before }) => before)),
    after: concat(Int32Array, ...parts.map(({ after }) => after)),
    rates: concat(Float64Array, ...parts.map(({ rates }) => rates)),
    dt: concat(Float64Array, ...parts.map(({ dt }) => dt)),
    ...(parts.some(({ past }) => past)
      ? { past: concat(Int32Array, ...parts.flatMap(({ past }) => past ?? [])) }
      : {}),
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
  readonly shape: LearnedShape;
  readonly domain: Domain;
  readonly dt: number;
  readonly scaling: Scaling;
}

/** The inputs of the head's training graph. @throws KernelError for a move the network cannot make */
export function examplesOf(network: Network, job: ExampleJob, data: Transitions): Examples {
  const { scaling } = job;
  return scaling.head === 'gaussian'
    ? gaussianExamples(network, { ...job, scaling }, data)
    : countsExamples(network, { ...job, scaling }, data);
}

function countsExamples(
  network: Network,
  job: ExampleJob & { readonly scaling: CountsScaling },
  data: Transitions,
): Examples {
  const { before, after, rates, start, dt } = data;
  const { moves, support } = new CountsHead(network, job);
  const features = new StandardFeatures(network, job);
  const steps = job.shape.past;
  const anchors = new Anchors(network, moves, job.scaling);
  const few = new FewEvents(network);
  const past = new FewEvents(network);
  const [n, t] = [moves.rank, outcomesOf(job.shape.head)];
  const widths = {
    features: steps * features.width,
    scale: n,
    lean: t * n,
    low: t * n,
    high: t * n,
    pair: t,
    weight: t,
  };
  const { rows, starts } = countExamples(data, t);
  const columns = allocate(rows, widths);
  const species = network.species.length;
  const move = new Coordinates(moves);
  let row = -1;
  let slot = t;
  for (let r = 0; r < data.rows; r++) {
    const at = r * species;
    const ra = ratesAt(network, data, r);
    if (slot === t || start[r] !== start[r - 1]) {
      row++;
      slot = 0;
      few.propensities(before, at, rates, ra);
      few.solve(before, at, rates, ra, dt[r]!);
      for (let ago = 0; ago < steps; ago++) {
        const o = ((row + 1) * steps - ago - 1) * features.width;
        const [state, s] = ago === 0 ? [before, at] : [data.past!, pastAt(r, ago, steps, species)];
        past.propensities(state, s, rates, ra);
        features.write(state, s, rates, ra, past.a, dt[r]!, columns.features, o);
      }
      anchors.place(before, at, rates, ra, few.a, dt[r]!);
      columns.scale.set(anchors.scale, row * n);
    }
    if (!move.find(before, after, at)) throw impossible(network, before, after, at);
    const intervals = support.intervals(before, at);
    const o = row * t + slot;
    for (let i = 0; i < n; i++) {
      const z = move.z[i]!;
      intervals.of(i, before, at, move.z);
      if (z < intervals.low || z > intervals.high) throw impossible(network, before, after, at);
      const lean = (z - anchors.base[i]!) / anchors.scale[i]!;
      columns.lean[o * n + i] = lean;
      columns.low[o * n + i] = z > intervals.low ? lean : lean - beyond;
      columns.high[o * n + i] = z < intervals.high ? lean : lean + beyond;
    }
    columns.pair[o] = Math.max(Math.log(few.pair(before, after, at, rates, ra)), impossiblePair);
    // A start that fills two examples must not make the mean over examples smaller.
    columns.weight[o] = (data.weight[r]! * rows) / starts;
    slot++;
  }
  return { rows, widths, columns };
}

/** How many starts there are, and how many examples their outcomes fill, `most` in each. */
function countExamples({ rows: pairs, start }: Transitions, most: number): { rows: number; starts: number } {
  let rows = 0;
  let starts = 0;
  for (let r = 0, slot = 0; r < pairs; r++) {
    const fresh = r === 0 || start[r] !== start[r - 1];
    if (fresh) starts++;
    if (fresh || slot === most) {
      rows++;
      slot = 0;
    }
    slot++;
  }
  return { rows, starts };
}

function gaussianExamples(
  network: Network,
  job: ExampleJob & { readonly scaling: GaussianScaling },
  { rows, start, weight, before, after, rates, past }: Transitions,
): Examples {
  const head = new GaussianHead(network, job);
  const few = new FewEvents(network);
  const species = network.species.length;
  const widths = { features: head.featureWidth, target: species, weight: 1 };
  const columns = allocate(rows, widths);
  let starts = 0;
  for (let r = 0; r < rows; r++) if (r === 0 || start[r] !== start[r - 1]) starts++;
  for (let r = 0; r < rows; r++) {
    const at = r * species;
    const ra = rates.length > network.rates.length ? r * network.rates.length : 0;
    head.load(r, before, rates, { at, ra }, few, columns.features);
    const steps = job.shape.past;
    for (let ago = 1; ago < steps; ago++)
      head.recall(r, ago, past!, rates, { at: pastAt(r, ago, steps, species), ra }, columns.features);
    head.scale(after, at, columns.target, at);
    columns.weight[r] = (weight[r]! * rows) / starts;
  }
  return { rows, widths, columns };
}

/** First count of the state that lies `ago` steps, 1 and more, before the present one of a row. */
function pastAt(row: number, ago: number, steps: number, species: number): number {
  return ((row + 1) * (steps - 1) - ago) * species;
}

function allocate<K extends string>(
  rows: number,
  widths: Readonly<Record<K, number>>,
): Record<K, Float32Array> {
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
