/** One hop of a whole grid, cut into tiles as threads would. */
import { type Hopper, type HopRule, openHop } from '../../src/grid/hopping.ts';
import type { Lattice } from '../../src/grid/space.ts';
import type { Tile } from '../../src/grid/tiles.ts';
import { Purpose } from '../../src/numerics/streams.ts';
import { createMemory, reserve } from '../../src/wasm/memory.ts';
import { hopperOracle } from './hopper-oracle.ts';

export interface HopOnce {
  readonly lattice: Lattice;
  readonly rules: readonly HopRule[];
  /** Shape [cells, species]; where a hop starts. */
  readonly start: Int32Array;
  readonly species: number;
  readonly tiles: readonly Tile[];
  readonly tau: number;
  readonly seed: number;
}

export interface HoppingGrid {
  /** Shape [cells, species]: now. */
  readonly counts: Int32Array;
  /** Hops once and returns the molecules lost. */
  hop(step: number): number;
}

/** A grid that hops by the emitted module, or by its oracle in JavaScript. */
export function openGrid(o: HopOnce, by: 'module' | 'oracle' = 'module'): HoppingGrid {
  const { lattice, rules, species, tau, seed } = o;
  const mailWords = rules.length * lattice.width * lattice.height;
  const memory = createMemory(4 * (o.start.length + 2 * mailWords) + 8 * 2 ** 20, { shared: true });
  const view = (length: number) => new Int32Array(memory.buffer, reserve(memory, 4 * length), length);
  const counts = view(o.start.length);
  counts.set(o.start);
  const planes = { arrivals: view(mailWords), mail: view(mailWords) };
  const hopper: Hopper =
    by === 'module' ? openHop(lattice, rules).compile(memory, tau) : hopperOracle(lattice, rules, tau);
  const hop = (step: number): number => {
    let lost = 0;
    for (const tile of o.tiles)
      lost += hopper.send({ counts, species, ...tile, ...planes, seed, step, purpose: Purpose.hopBefore });
    for (const tile of o.tiles) hopper.takeMail({ counts, species, ...tile, ...planes });
    return lost;
  };
  return { counts, hop };
}
