/**
 * Morris trajectories: walks through a grid of levels that move one factor at a time, each factor once.
 *
 * Use to find the few factors that matter among many, with some 10 (d + 1) runs. Not to share out variance:
 * that is `saltelli.ts`.
 *
 * Source: Morris, Technometrics 33(2):161–174, 1991, doi 10.1080/00401706.1991.10484804.
 */
import { Purpose, Stream } from '../streams.ts';
import { seedOf, wholeNumber } from './checks.ts';
import { type Design, DesignStream } from './design.ts';

/** A design of trajectories. */
export interface MorrisDesign extends Design {
  readonly trajectories: number;
  readonly levels: number;
  /** How far a factor moves, up or down: p / (2 (p − 1)). */
  readonly delta: number;
}

/**
 * Rows t (d + 1) … t (d + 1) + d are trajectory t. Both ends of a coordinate, 0 and 1, are levels.
 *
 * Starting levels, directions and orders are uniform and independent, as in Morris's B*, so that every level
 * of a factor is as likely as any other.
 *
 * @param trajectories  whole number from 1 to 2^31; 10 to 50 are usual
 * @param dimensions    factors d; whole number from 1 to 4096
 * @param levels        even number p from 2 to 2^20: 0, 1/(p − 1) … 1; 4 is usual
 *
 * Cost    O(dimensions) a point
 * @throws ScenarioError where one of them is outside its range, or `levels` is odd
 */
export function morrisDesign(
  trajectories: number,
  dimensions: number,
  levels: number,
  seed: number,
): MorrisDesign {
  wholeNumber('Morris trajectories', 'the number of dimensions', dimensions, 1, 4096);
  wholeNumber('Morris trajectories', 'the number of trajectories', trajectories, 1, 2 ** 31);
  wholeNumber('Morris trajectories', 'half the number of levels', levels / 2, 1, 2 ** 19);
  seedOf('Morris trajectories', seed);
  const stream = new Stream();
  const half = levels / 2;
  const order = new Int32Array(dimensions);
  const size = dimensions + 1;
  return {
    rows: trajectories * size,
    dimensions,
    trajectories,
    levels,
    delta: half / (levels - 1),
    point(index, out) {
      const moves = index % size;
      stream.open(seed, Math.floor(index / size), DesignStream.trajectory, Purpose.design);
      shuffle(stream, order);
      for (let d = 0; d < dimensions; d++) {
        const low = stream.integer(half);
        const rises = stream.uniform() < 0.5;
        const up = order[d]! < moves === rises;
        out[d] = (up ? low + half : low) / (levels - 1);
      }
    },
  };
}

/** Fills `order` with a uniform permutation of its indices (Fisher & Yates). */
function shuffle(stream: Stream, order: Int32Array): void {
  for (let i = 0; i < order.length; i++) {
    const j = stream.integer(i + 1);
    order[i] = order[j]!;
    order[j] = i;
  }
}
