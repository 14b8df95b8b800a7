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
import { drawStarts, type Starts, sliceStarts } from '../data/starts.ts';
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
  readonly seed: number;
  /** Starting states, unseen in any training. Default 25, as published; fewer, down to 8, where steps are dear. */
  readonly settings?: number;
  /** Trajectories from each. Default: as many as the price allows, 500 to 4000; 200 where steps are dear. */
  readonly trajectories?: number;
  /** Numbers of steps after which laws are compared, ascending. Default 1, 3 and 10. */
  readonly lags?: readonly number[];
  /** Reaction events that all of it may cost, where `trajectories` is left out. Default 2e10: some minutes. */
  readonly price?: number;
}

/** Exact trajectories; arrays are row-major. */
export interface ExactSets {
  readonly formatVersion: 1;
  /** Hash of the design: sets of another network, step, range, seed or size have another one. */
  readonly key: string;
  readonly settings: number;
  /** Settings that were asked for; more than there are where drawing was cut short. */
  readonly asked: number;
  readonly trajectories: number;
  readonly lags: readonly number[];
  readonly seed: number;
  readonly dt: number;
  /** Shape [settings, species] and [settings, rates]. */
  readonly starts: Counts;
  readonly rates: Float64Array;
  /** Starts that nothing can leave, to be checked and not compared. */
  readonly still: { readonly counts: Counts; readonly rates: Float64Array };
  /** Two independent sets: by lag, shape [settings, trajectories, species]. */
  readonly first: readonly Counts[];
  readonly second: readonly Counts[];
  /** One set more, watched at every step: by step, shape [settings, trajectories, species]. */
  readonly long: { readonly trajectories: number; readonly steps: readonly Counts[] };
  /** Mean reaction events of a step, from a small seeded sample. */
  readonly eventsPerStep: number;
}

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
const defaultPrice = 2e10;
const mostTrajectories = 4000;
/** Below so many trajectories settings are given up, down to so few; then trajectories, down to `leastTrajectories`. */
const fewTrajectories = 500;
const fewSettings = 8;
const leastTrajectories = 200;
/** Share of the trajectories, and multiple of the longest lag, that long runs have. */
const longShare = 0.05;
const longSteps = 4;
/** What the draws of a verdict are told apart by: added to the seed. */
export const offsets = { first: 1, second: 2, long: 3, learned: 0 } as const;
/** Long runs of the learned kernel share its seed, and no agent number with its sets. */
export const longAgents = 2 ** 31;

/** Names the sets of a design. */
export function exactKey(design: ExactDesign): string {
  const { network, ...rest } = design;
  const entries = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(['exact sets 1', hashNetwork(network), entries]))
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
  const { network, dt, seed, settings: wanted = defaultSettings, lags = defaultLags } = design;
  const ssa = await openSsa({ network });
  const drawn = startsOf(design, wanted, ssa);
  if (drawn.moving.rows === 0)
    throw new KernelError(
      'verdict',
      'no state of the training ranges does anything',
      'Widen `train.ranges`.',
    );
  const longest = lags.at(-1)!;
  const eventsPerStep = eventsOf(ssa, drawn.moving, dt, seed);
  const { settings: asked, trajectories } = affordable(eventsPerStep, longest, design);
  const { still } = drawn;
  const moving = sliceStarts(drawn.moving, 0, Math.min(asked, drawn.moving.rows));
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
    let spent = 0;
    for (const [i, part] of parts.entries()) {
      const drawn = await chains(
        {
          starts,
          rates,
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
  const cut = (sets: readonly Counts[], n: number): readonly Counts[] =>
    done === moving.rows ? sets : sets.map((counts) => counts.slice(0, done * n * species));
  return {
    formatVersion: 1,
    key: exactKey(design),
    settings: done,
    asked: moving.rows,
    trajectories,
    lags,
    seed,
    dt,
    starts: moving.counts.slice(0, done * species),
    rates: moving.rates.slice(0, done * width),
    still,
    first: cut(first, trajectories),
    second: cut(second, trajectories),
    long: { trajectories: long, steps: cut(steps, long) },
    eventsPerStep,
  };
}

/** States where something can happen, as many as asked for, and those met on the way where nothing can. */
function startsOf(design: ExactDesign, asked: number, ssa: RowKernel): { moving: Starts; still: Starts } {
  const { network, dt, seed, ranges, rates, totals = [] } = design;
  const species = network.species.length;
  const width = network.rates.length;
  const drawn = drawStarts({ network, dt, seed, counts: ranges, rates, totals }, 4 * asked, ssa, firstStart);
  const few = new FewEvents(network);
  const kept = { moving: [] as number[], still: [] as number[] };
  for (let r = 0; r < drawn.rows && kept.moving.length < asked; r++) {
    few.propensities(drawn.counts, r * species, drawn.rates, r * width);
    (few.a0 === 0 ? kept.still : kept.moving).push(r);
  }
  const rows = (of: readonly number[]): Starts => ({
    rows: of.length,
    counts: Int32Array.from(of.flatMap((r) => [...drawn.counts.subarray(r * species, (r + 1) * species)])),
    rates: Float64Array.from(of.flatMap((r) => [...drawn.rates.subarray(r * width, (r + 1) * width)])),
  });
  return { moving: rows(kept.moving), still: rows(kept.still) };
}

/** Mean events of one step from these starts, four trajectories each. */
function eventsOf(ssa: RowKernel, { counts, rates, rows }: Starts, dt: number, seed: number): number {
  const before = ssa.tally.events;
  for (let step = 0; step < 4; step++) ssa.step(counts.slice(), rates, 0, dt, { seed, step, firstAgent: 0 });
  return (ssa.tally.events - before) / (4 * rows);
}

/**
 * How many settings and trajectories can be had at the price. A dear network gets fewer settings
 * before it gets fewer trajectories: histograms of a few dozen trajectories say little.
 */
export function affordable(
  perStep: number,
  longest: number,
  { settings = defaultSettings, trajectories, price = defaultPrice }: Partial<ExactDesign>,
): { settings: number; trajectories: number } {
  if (trajectories !== undefined) return { settings, trajectories };
  const each = Math.max(perStep, 1e-9) * longest * (2 + longShare * longSteps);
  const all = Math.floor(price / each / settings / 100) * 100;
  if (all >= fewTrajectories) return { settings, trajectories: Math.min(all, mostTrajectories) };
  const fewer = Math.min(settings, Math.max(fewSettings, Math.floor(price / each / fewTrajectories)));
  const rest = Math.floor(price / each / fewer / 100) * 100;
  return { settings: fewer, trajectories: Math.min(fewTrajectories, Math.max(leastTrajectories, rest)) };
}
