/**
 * Where training begins: states spread over the scenario's ranges, and on purpose the
 * ones that a plain draw from a box never meets: empty, sparse, at the edges.
 */
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { Range } from '../../kernels/abstraction.ts';
import type { Counts, RowKernel } from '../../kernels/kernel.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import { shareOut, type Total } from './totals.ts';

/** States to start from, with the rate constants of each. */
export interface Starts {
  readonly rows: number;
  /** Shape [rows, species]. */
  readonly counts: Counts;
  /** Shape [rows, rates]. */
  readonly rates: Float64Array;
  /** Length of the step from each; absent where all are alike. */
  readonly dt?: Float64Array;
}

export interface StartDesign {
  readonly network: Network;
  /** Least and greatest count, by species. */
  readonly counts: readonly Range[];
  /** Least and greatest value, by rate constant. */
  readonly rates: readonly Range[];
  readonly dt: number;
  /** Least and greatest length of a step, drawn for each start. Default: all are `dt`. */
  readonly steps?: Range;
  readonly seed: number;
  /** Sums that every starting state has; their species are shared out, whatever their ranges. */
  readonly totals?: readonly Total[];
  /** Some starts are first run for 1 to so many steps, so that they are typical of trajectories. Default 12. */
  readonly longestChain?: number;
}

/** Kinds of starting state: each is drawn up to its number, from those before it on. */
const kinds = [
  { kind: 'uniform', upTo: 0.35 },
  { kind: 'logUniform', upTo: 0.55 },
  { kind: 'sparse', upTo: 0.8 },
  { kind: 'few', upTo: 0.9 },
  { kind: 'edges', upTo: 1 },
] as const;
/** All but the first are corners of the box. */
const [{ upTo: noCorners }] = kinds;

/** Of more free species than this, corners are too many to be covered, and trajectories meet hardly any. */
const fewSpecies = 4;
/** Share of the starts that are first run for some steps, where species are few, and where they are many. */
const chained = { few: 0.4, many: 0.8 };
const usualChain = 12;
/** Step numbers of the chains: far from those of the transitions, so that no bits are shared. */
const chainSteps = 2 ** 31;
/** A chain that grows beyond this multiple of the range is cut: the next user of it is the SSA route. */
const overshoot = 1.5;

/**
 * Draws starting states. Row i depends on (seed, first + i) alone.
 *
 * @param ssa    exact simulation of the network, for the chains
 * @param first  number of the first row: sets with other numbers are other starts
 */
export function drawStarts(design: StartDesign, rows: number, ssa: RowKernel, first = 0): Starts {
  const { network, seed, dt } = design;
  checkRanges(design);
  const species = network.species.length;
  const width = network.rates.length;
  const counts = new Int32Array(rows * species);
  const rates = new Float64Array(rows * width);
  const stream = new Stream();
  const lengths = design.steps ? new Float64Array(rows) : undefined;
  const one = new Int32Array(species);
  const only = Uint32Array.of(0);
  const fewness = fewnessOf(design);
  const inChains = chainedShare(design);
  for (let r = 0; r < rows; r++) {
    stream.open(seed, 0, first + r, Purpose.trainingStarts);
    const own = rates.subarray(r * width, (r + 1) * width);
    design.rates.forEach((range, k) => {
      own[k] = drawRate(range, stream);
    });
    const length = design.steps ? drawRate(design.steps, stream) : dt;
    if (lengths) lengths[r] = length;
    drawState(design.counts, fewness, one, stream);
    shareOut(design.totals ?? [], one, stream);
    if (stream.uniform() < inChains) {
      const kept = one.slice();
      const steps = 1 + stream.integer(design.longestChain ?? usualChain);
      for (let step = 0; step < steps; step++) {
        ssa.stepRows(one, only, 1, own, 0, length, {
          seed,
          step: chainSteps + step,
          firstAgent: first + r,
        });
        if (one.some((n, s) => n > overshoot * Math.max(design.counts[s]![1], 1))) break;
        kept.set(one);
      }
      one.set(kept);
    }
    counts.set(one, r * species);
  }
  return { rows, counts, rates, ...(lengths ? { dt: lengths } : {}) };
}

/** Steps that are simulated for a start, on average; `chained`: see {@link chainedShare}. */
export function stepsPerStart(of: { readonly longestChain: number; readonly chained: number }): number {
  return (of.chained * (1 + of.longestChain)) / 2;
}

/** Share of the starts that are first run for some steps. */
export function chainedShare(design: Pick<StartDesign, 'counts' | 'totals'>): number {
  const fewness = fewnessOf(design);
  return chained.few * fewness + chained.many * (1 - fewness);
}

/** 1 for few free species, and in inverse proportion to their number for more: the share of what corners would get. */
function fewnessOf({ counts, totals = [] }: Pick<StartDesign, 'counts' | 'totals'>): number {
  const shared = new Set(totals.flatMap(({ of }) => of));
  const drawn = counts.filter(([low, high], s) => low < high && !shared.has(s)).length;
  const free = drawn + totals.reduce((sum, { of }) => sum + of.length - 1, 0);
  return Math.min(1, fewSpecies / Math.max(free, 1));
}

function drawState(ranges: readonly Range[], fewness: number, out: Int32Array, stream: Stream): void {
  // What falls beyond the corners' share is uniform.
  const drawn = 1 - (1 - stream.uniform()) / fewness;
  const kind = drawn < noCorners ? 'uniform' : kinds.find(({ upTo }) => drawn < upTo)!.kind;
  ranges.forEach(([low, high], s) => {
    const between = low + stream.integer(high - low + 1);
    const logarithmic = Math.round(Math.exp(stream.uniform() * Math.log1p(high - low))) - 1 + low;
    const coin = stream.uniform();
    switch (kind) {
      case 'uniform':
        out[s] = between;
        break;
      case 'logUniform':
        out[s] = logarithmic;
        break;
      case 'sparse':
        out[s] = coin < 0.5 ? 0 : coin < 0.75 ? logarithmic : between;
        break;
      case 'few':
        out[s] = low + Math.min(stream.integer(4), high - low);
        break;
      case 'edges':
        out[s] = coin < 0.25 ? low : coin < 0.5 ? high : between;
        break;
    }
  });
}

/** Log-uniform where the range allows it: rate constants span decades. */
export function drawRate([low, high]: Range, stream: Stream): number {
  const u = stream.uniform();
  if (low === high) return low;
  return low > 0 ? low * (high / low) ** u : low + (high - low) * u;
}

function checkRanges({ network, counts, rates }: StartDesign): void {
  counts.forEach(([low, high], s) => {
    if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 0 && high >= low && high <= 2 ** 30))
      throw new ScenarioError(
        'train.ranges',
        `${network.species[s]} goes from ${low} to ${high}`,
        'Give whole numbers, the least first, 0 or more.',
      );
  });
  rates.forEach(([low, high], k) => {
    if (!(low >= 0 && high >= low && high < Number.POSITIVE_INFINITY))
      throw new ScenarioError(
        'train.rateRanges',
        `${network.rates[k]} goes from ${low} to ${high}`,
        'Give numbers ≥ 0, the least first.',
      );
  });
}

/** None at all. */
export const noStarts: Starts = { rows: 0, counts: new Int32Array(0), rates: new Float64Array(0) };

/** The states of all. */
export function joinStarts(...parts: readonly Starts[]): Starts {
  return {
    rows: parts.reduce((n, { rows }) => n + rows, 0),
    counts: concat(Int32Array, ...parts.map(({ counts }) => counts)),
    rates: concat(Float64Array, ...parts.map(({ rates }) => rates)),
    ...withSteps(concat(Float64Array, ...parts.map(({ dt }) => dt ?? new Float64Array(0)))),
  };
}

function withSteps(dt: Float64Array): { dt?: Float64Array } {
  return dt.length > 0 ? { dt } : {};
}

/** Rows `from` to `from + n − 1`, as arrays of their own. */
export function sliceStarts({ rows, counts, rates, dt }: Starts, from: number, n: number): Starts {
  const [species, width] = [counts.length / rows, rates.length / rows];
  return {
    rows: n,
    counts: counts.slice(from * species, (from + n) * species),
    rates: rates.slice(from * width, (from + n) * width),
    ...(dt ? { dt: dt.slice(from, from + n) } : {}),
  };
}

/** Rows `from` to `from + n − 1`, beginning again at the first one after the last. */
export function cycleStarts(starts: Starts, from: number, n: number): Starts {
  return pickStarts(
    starts,
    Array.from({ length: n }, (_, i) => (from + i) % starts.rows),
  );
}

/** The rows with these numbers, in their order. */
export function pickStarts({ rows, counts, rates, dt }: Starts, numbers: readonly number[]): Starts {
  const [species, width] = [counts.length / rows, rates.length / rows];
  const n = numbers.length;
  const picked = { rows: n, counts: new Int32Array(n * species), rates: new Float64Array(n * width) };
  numbers.forEach((r, i) => {
    picked.counts.set(counts.subarray(r * species, (r + 1) * species), i * species);
    picked.rates.set(rates.subarray(r * width, (r + 1) * width), i * width);
  });
  return dt ? { ...picked, dt: Float64Array.from(numbers, (r) => dt[r]!) } : picked;
}

/** One array after the other. */
export function concat<T extends Int32Array | Uint32Array | Float32Array | Float64Array>(
  type: new (length: number) => T,
  ...parts: readonly T[]
): T {
  const out = new type(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
