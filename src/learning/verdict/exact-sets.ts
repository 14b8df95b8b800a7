/**
 * The exact side of a verdict, the dear part of it: two independent sets of trajectories
 * from the same unseen states, and some long runs. Plain data, decided by the design alone:
 * it can be kept in a file, and several kernels can be judged against the same sets.
 */
import { createHash } from 'node:crypto';
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import type { Range } from '../../kernels/abstraction.ts';
import type { Counts, RowKernel } from '../../kernels/kernel.ts';
import { FewEvents } from '../../kernels/mdn/counts/few-events.ts';
import { openSsa } from '../../kernels/ssa.ts';
import { drawStarts, type Starts } from '../data/starts.ts';
import type { Total } from '../data/totals.ts';
import type { DrawChains } from './chains.ts';

/** Everything that decides {@link ExactSets}. */
export interface ExactDesign {
  readonly network: Network;
  readonly dt: number;
  /** Least and greatest count of each species in starting states; and of each rate constant. */
  readonly ranges: readonly Range[];
  readonly rates: readonly Range[];
  /** Sums that every starting state has. Default: none. */
  readonly totals?: readonly Total[];
  /** Least and greatest length of a step, drawn for each starting state. Default: all are `dt`. */
  readonly steps?: Range;
  /** Steps that kernels look back on, this one among them: so many states of a trajectory are known. Default 1. */
  readonly past?: number;
  readonly seed: number;
  /**
   * Starting states, unseen in any training. Default 25, as published; up to 100 where steps are cheap: the
   * ratio of a distance to its floor is known the better, the more states it is the mean of.
   */
  readonly settings?: number;
  /** Trajectories from each. Default: as many as the price allows, 100 to 4000. */
  readonly trajectories?: number;
  /** Numbers of steps after which laws are compared, ascending. Default 1, 3 and 10. */
  readonly lags?: readonly number[];
  /** Reaction events that all of it may cost, where `trajectories` is left out. Default 2e10: some minutes. */
  readonly price?: number;
}

/** Exact trajectories; arrays are row-major. */
export interface ExactSets {
  readonly formatVersion: 2;
  /** Hash of the design: sets of another network, step, range, seed or size have another one. */
  readonly key: string;
  readonly settings: number;
  /** Settings that were wanted; more than there are where drawing was cut short, or too few states do anything. */
  readonly asked: number;
  /** False where drawing was cut short. */
  readonly complete: boolean;
  readonly trajectories: number;
  readonly lags: readonly number[];
  readonly seed: number;
  readonly dt: number;
  /** Shape [settings, species] and [settings, rates]. */
  readonly starts: Counts;
  readonly rates: Float64Array;
  /** Length of a step, shape [settings]. */
  readonly lengths: Float64Array;
  /** States before the starts, shape [settings, past − 1, species], the oldest first. */
  readonly past: Counts;
  /** Starts that nothing can leave, to be checked and not compared. */
  readonly still: Still;
  /** Two independent sets: by lag, shape [settings, trajectories, species]. */
  readonly first: readonly Counts[];
  readonly second: readonly Counts[];
  /** One set more, watched at every step: by step, shape [settings, trajectories, species]. */
  readonly long: { readonly trajectories: number; readonly steps: readonly Counts[] };
  /** Mean reaction events of a step, from a small seeded sample. */
  readonly eventsPerStep: number;
}

/** As the settings, of other starts. */
export type Still = Pick<ExactSets, 'rates' | 'lengths' | 'past'> & { readonly counts: Counts };

/** Watches over the drawing of sets. */
export interface Control {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
  /** Asked between settings: true ends the drawing with those that are complete, one at least. */
  readonly enough?: () => boolean;
}

export const defaultLags: readonly number[] = [1, 3, 10];
/** Starts of verdicts have numbers that no training uses. */
const firstStart = 3 * 2 ** 30;
const defaultSettings = 25;
/** As many settings where steps are cheap, */
const mostSettings = 100;
/** and counts of one set after one lag, at most, that they may add up to. */
const mostCounts = 4e6;
const defaultPrice = 2e10;
const mostTrajectories = 4000;
const leastTrajectories = 100;
/** Share of the trajectories, and multiple of the longest lag, that long runs have. */
const longShare = 0.05;
const longSteps = 4;
/** What the draws of a verdict are told apart by: added to the seed. */
export const offsets = { first: 1, second: 2, long: 3, learned: 0 } as const;
/** Long runs of the learned kernel share its seed, and no agent number with its sets. */
export const longAgents = 2 ** 31;

/** Step numbers of what comes before the starts. */
const pastSteps = 2 ** 30;

/** Names the sets of a design. */
export function exactKey(design: ExactDesign): string {
  const { network, ...rest } = design;
  const entries = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(['exact sets 2', hashNetwork(network), entries]))
    .digest('hex');
}

/**
 * Draws exact sets.
 *
 * @param chains  exact chains, such as of {@link crewChains}
 * @throws KernelError where no state of the ranges does anything
 * @throws the reason of `signal` when it is aborted
 */
export async function drawExactSets(
  design: ExactDesign,
  chains: DrawChains,
  control: Control = {},
): Promise<ExactSets> {
  const { network, dt, seed, lags = defaultLags } = design;
  const ssa = await openSsa({ network });
  const pilot = startsOf(design, design.settings ?? defaultSettings, ssa).moving;
  if (pilot.rows === 0)
    throw new KernelError(
      'verdict',
      'no state of the training ranges does anything',
      'Widen `train.ranges`.',
    );
  const longest = lags.at(-1)!;
  const eventsPerStep = eventsOf(ssa, pilot, seed);
  const { settings: asked, trajectories } = affordable(eventsPerStep, longest, design);
  const { moving, still } = startsOf(design, asked, ssa);
  const long = Math.max(8, Math.round(longShare * trajectories));
  const [species, width] = [network.species.length, network.rates.length];
  const empty = (n: number): Counts => new Int32Array(moving.rows * n * species);
  const first = lags.map(() => empty(trajectories));
  const second = lags.map(() => empty(trajectories));
  const watched = Array.from({ length: longSteps * longest }, (_, i) => i + 1);
  const steps = watched.map(() => empty(long));
  const parts = [
    { into: first, seed: seed + offsets.first, trajectories, lags },
    { into: second, seed: seed + offsets.second, trajectories, lags },
    { into: steps, seed: seed + offsets.long, trajectories: long, lags: watched },
  ];
  const works = parts.map((p) => p.trajectories * p.lags.at(-1)!);
  const work = works.reduce((a, b) => a + b);
  let done = 0;
  for (; done < moving.rows; done++) {
    if (done > 0 && control.enough?.()) break;
    const starts = moving.counts.slice(done * species, (done + 1) * species);
    const rates = moving.rates.slice(done * width, (done + 1) * width);
    const dt = moving.lengths[done]!;
    let spent = 0;
    for (const [i, part] of parts.entries()) {
      const drawn = await chains(
        {
          starts,
          rates,
          dt,
          trajectories: part.trajectories,
          lags: part.lags,
          seed: part.seed,
          firstAgent: done * part.trajectories,
        },
        (share) => control.onProgress?.((done + (spent + share * works[i]!) / work) / moving.rows),
        control.signal,
      );
      spent += works[i]!;
      drawn.forEach((counts, lag) => {
        part.into[lag]!.set(counts, done * counts.length);
      });
    }
  }
  const back = moving.past.length / moving.rows;
  const cut = (sets: readonly Counts[], n: number): readonly Counts[] =>
    done === moving.rows ? sets : sets.map((counts) => counts.slice(0, done * n * species));
  return {
    formatVersion: 2,
    key: exactKey(design),
    settings: done,
    asked,
    complete: done === moving.rows,
    trajectories,
    lags,
    seed,
    dt,
    starts: moving.counts.slice(0, done * species),
    rates: moving.rates.slice(0, done * width),
    lengths: moving.lengths.slice(0, done),
    past: moving.past.slice(0, done * back),
    still,
    first: cut(first, trajectories),
    second: cut(second, trajectories),
    long: { trajectories: long, steps: cut(steps, long) },
    eventsPerStep,
  };
}

/** Starts of a verdict. */
type Drawn = Still & { readonly rows: number };

/** States where something can happen, as many as asked for, and those met on the way where nothing can. */
function startsOf(design: ExactDesign, asked: number, ssa: RowKernel): { moving: Drawn; still: Drawn } {
  const { network, dt, seed, ranges, rates, totals = [], past = 1 } = design;
  const species = network.species.length;
  const width = network.rates.length;
  const box = { network, dt, seed, counts: ranges, rates, totals };
  const drawn = drawStarts(design.steps ? { ...box, steps: design.steps } : box, 4 * asked, ssa, firstStart);
  const lengths = drawn.dt ?? new Float64Array(drawn.rows).fill(dt);
  const before = pastsOf(drawn, lengths, past, seed, ssa);
  const few = new FewEvents(network);
  const kept = { moving: [] as number[], still: [] as number[] };
  for (let r = 0; r < drawn.rows && kept.moving.length < asked; r++) {
    few.propensities(drawn.counts, r * species, drawn.rates, r * width);
    (few.a0 === 0 ? kept.still : kept.moving).push(r);
  }
  const rows = (of: readonly number[]): Drawn => {
    const part = <T extends Int32Array | Float64Array>(all: T, each: number): number[] =>
      of.flatMap((r) => [...all.subarray(r * each, (r + 1) * each)]);
    return {
      rows: of.length,
      counts: Int32Array.from(part(drawn.counts, species)),
      rates: Float64Array.from(part(drawn.rates, width)),
      lengths: Float64Array.from(part(lengths, 1)),
      past: Int32Array.from(part(before, (past - 1) * species)),
    };
  };
  return { moving: rows(kept.moving), still: rows(kept.still) };
}

/** Runs the starts, in place, for as many steps as kernels look back on. @returns the states before */
function pastsOf(
  { counts, rates, rows }: Starts,
  lengths: Float64Array,
  past: number,
  seed: number,
  ssa: RowKernel,
): Counts {
  const [species, width] = [counts.length / rows, rates.length / rows];
  const before = new Int32Array(rows * (past - 1) * species);
  const only = Uint32Array.of(0);
  for (let r = 0; r < rows; r++) {
    const row = counts.subarray(r * species, (r + 1) * species);
    const one = row.slice();
    const own = rates.subarray(r * width, (r + 1) * width);
    for (let t = 0; t < past - 1; t++) {
      before.set(one, (r * (past - 1) + t) * species);
      const numbers = { seed, step: pastSteps + t, firstAgent: firstStart + r };
      ssa.stepRows(one, only, 1, own, 0, lengths[r]!, numbers);
    }
    row.set(one);
  }
  return before;
}

/** Mean events of one step from these starts, four trajectories each. */
function eventsOf(ssa: RowKernel, { counts, rates, lengths, rows }: Drawn, seed: number): number {
  const before = ssa.tally.events;
  const [species, width] = [counts.length / rows, rates.length / rows];
  const only = Uint32Array.of(0);
  for (let r = 0; r < rows; r++)
    for (let step = 0; step < 4; step++) {
      const one = counts.slice(r * species, (r + 1) * species);
      const own = rates.subarray(r * width, (r + 1) * width);
      ssa.stepRows(one, only, 1, own, 0, lengths[r]!, { seed, step, firstAgent: r });
    }
  return (ssa.tally.events - before) / (4 * rows);
}

/**
 * How many settings and trajectories can be had at the price. A dear network keeps its settings and gets
 * fewer trajectories, which the verdict says; a cheap one gets the most trajectories, then more settings.
 */
export function affordable(
  perStep: number,
  longest: number,
  { settings, trajectories, price = defaultPrice, network }: Partial<ExactDesign>,
): { settings: number; trajectories: number } {
  if (trajectories !== undefined) return { settings: settings ?? defaultSettings, trajectories };
  const each = Math.max(perStep, 1e-9) * longest * (2 + longShare * longSteps);
  const all = Math.floor(price / each / (settings ?? defaultSettings) / 100) * 100;
  const n = Math.max(leastTrajectories, Math.min(all, mostTrajectories));
  const payable = n < mostTrajectories ? 0 : price / each;
  const room = Math.min(payable, mostCounts / (network?.species.length ?? 1)) / n;
  const most = Math.max(defaultSettings, Math.min(mostSettings, Math.floor(room)));
  return { settings: settings ?? most, trajectories: n };
}
