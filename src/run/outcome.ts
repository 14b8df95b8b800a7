/** How a run ended: a value, not a print-out. */
import type { KernelSpec, RowTally } from '../kernels/kernel.ts';
import type { Frame } from '../record/frame.ts';
import { phases, type SharedState, tallies } from './tile/shared-state.ts';

export interface Outcome {
  readonly status: 'finished' | 'stopped';
  /** Steps taken since time 0. */
  readonly step: number;
  readonly time: number;
  readonly kernel: KernelSpec;
  readonly threads: number;
  /** Cell-steps taken by this run. */
  readonly cellSteps: number;
  /** Wall seconds of the stepping alone: the sum of `seconds`. */
  readonly wall: number;
  /** Wall seconds before it: starting threads, compiling kernels. */
  readonly startUp: number;
  /** Seconds per phase, mean over threads. `wait` is the time threads waited for each other. */
  readonly seconds: Readonly<Record<(typeof phases)[number], number>>;
  readonly tally: Readonly<RowTally>;
  /** Molecules that left over an absorbing edge. */
  readonly lost: number;
  /** The state at the end; a checkpoint is made of it. */
  readonly final: Frame;
}

export interface TileSums {
  readonly seconds: Outcome['seconds'];
  readonly tally: RowTally;
  readonly lost: number;
}

/** Adds up what the tiles left behind. */
export function sumTiles(state: SharedState, tiles: number): TileSums {
  const seconds = Object.fromEntries(phases.map((p) => [p, 0])) as Record<(typeof phases)[number], number>;
  for (let tile = 0; tile < tiles; tile++)
    phases.forEach((p, i) => {
      seconds[p] += state.seconds[tile * phases.length + i]! / tiles;
    });
  return { seconds, ...sumTallies(state.tally) };
}

/** @param tally  of each tile, shape [tiles, tallies] */
export function sumTallies(tally: Float64Array): Pick<TileSums, 'tally' | 'lost'> {
  const sums = Object.fromEntries(tallies.map((t) => [t, 0])) as Record<(typeof tallies)[number], number>;
  tally.forEach((n, i) => {
    sums[tallies[i % tallies.length]!] += n;
  });
  const { lost, ...rest } = sums;
  return { tally: rest, lost };
}
