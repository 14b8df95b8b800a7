/** One hop of a whole grid, cut into tiles as threads would. */
import type { Hopper } from '../../src/grid/hopping.ts';
import type { Tile } from '../../src/grid/tiles.ts';
import { Purpose } from '../../src/numerics/streams.ts';

export interface HopOnce {
  readonly hopper: Hopper;
  /** How many rules the hopper was opened with. */
  readonly rules: number;
  /** Shape [cells, species], overwritten. */
  readonly counts: Int32Array;
  readonly species: number;
  readonly tiles: readonly Tile[];
  readonly tau: number;
  readonly seed: number;
}

/** Gives a function of the step number that hops once and returns the molecules lost. */
export function hopOnce(o: HopOnce): (step: number) => number {
  const cells = o.counts.length / o.species;
  const shared = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * o.rules * cells));
  const planes = { arrivals: shared(), mail: shared() };
  const { hopper, counts, species, tau, seed } = o;
  return (step) => {
    let lost = 0;
    for (const tile of o.tiles)
      lost += hopper.send({
        counts,
        species,
        ...tile,
        ...planes,
        tau,
        seed,
        step,
        purpose: Purpose.hopBefore,
      });
    for (const tile of o.tiles) hopper.takeMail({ counts, species, ...tile, ...planes });
    return lost;
  };
}
