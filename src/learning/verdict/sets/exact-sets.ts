/**
 * The exact side of a verdict, the dear part of it: two independent sets of trajectories
 * from the same unseen states, and some long runs. Plain data, decided by the design alone:
 * it can be kept in a file, and several kernels can be judged against the same sets.
 */
import { createHash } from 'node:crypto';
import { hashNetwork } from '../../../crn/hash.ts';
import type { Network } from '../../../crn/network.ts';
import { KernelError } from '../../../errors.ts';
import type { Range } from '../../../kernels/abstraction.ts';
import type { Counts } from '../../../kernels/kernel.ts';
import { openSsa } from '../../../kernels/ssa.ts';
import type { Total } from '../../data/totals.ts';
import type { DrawChains } from './chains.ts';
import { exactStarts } from './exact-starts.ts';
import { affordable, defaultSettings, eventsOf, longRuns } from './price.ts';

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
/** What the draws of a verdict are told apart by: added to the seed. */
export const offsets = { first: 1, second: 2, long: 3, learned: 0 } as const;
/** Long runs of the learned kernel share its seed, and no agent number with its sets. */
export const longAgents = 2 ** 31;

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
  const pilot = exactStarts(design, design.settings ?? defaultSettings, ssa).moving;
  if (pilot.rows === 0)
    throw new KernelError(
      'verdict',
      'no state of the training ranges does anything',
      'Widen `train.ranges`.',
    );
  const longest = lags.at(-1)!;
  const eventsPerStep = eventsOf(ssa, pilot, seed);
  const { settings: asked, trajectories } = affordable(eventsPerStep, longest, design);
  const { moving, still } = exactStarts(design, asked, ssa);
  const long = longRuns(trajectories, longest);
  const [species, width] = [network.species.length, network.rates.length];
  const empty = (n: number): Counts => new Int32Array(moving.rows * n * species);
  const first = lags.map(() => empty(trajectories));
  const second = lags.map(() => empty(trajectories));
  const watched = Array.from({ length: long.steps }, (_, i) => i + 1);
  const steps = watched.map(() => empty(long.trajectories));
  const parts = [
    { into: first, seed: seed + offsets.first, trajectories, lags },
    { into: second, seed: seed + offsets.second, trajectories, lags },
    { into: steps, seed: seed + offsets.long, trajectories: long.trajectories, lags: watched },
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
    long: { trajectories: long.trajectories, steps: cut(steps, long.trajectories) },
    eventsPerStep,
  };
}
