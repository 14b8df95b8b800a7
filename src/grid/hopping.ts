/**
 * Hopping: every molecule is an independent random walker in continuous time that
 * steps to each neighbour at the rate of the cell it is in. Here is what threads see of
 * it; `lattice-hopper.ts` does it.
 */
import type { Purpose } from '../numerics/streams.ts';
import { openLattice } from './lattice.ts';
import { LatticeHopper } from './lattice-hopper.ts';
import type { Lattice } from './space.ts';

/** How one species hops, as plain data. */
export interface HopRule {
  /** Column of the counts. */
  readonly species: number;
  /** Steps per time to each neighbour: one number, or shape [cells] for the cell that is left. */
  readonly rate: number | Float64Array;
}

/** The planes that mail travels in. Shape [rules, cells] each, rules in the order given to openHop. */
export interface MailPlanes {
  /** Molecules that stay in the tile they started in. Written by the tile's own thread only. */
  readonly arrivals: Int32Array;
  /** Molecules from other tiles; shared memory, added to atomically. */
  readonly mail: Int32Array;
}

/** A tile of the counts of all cells. */
export interface TileCounts {
  /** Shape [cells, species], all cells; rows first … last − 1 are read and overwritten. */
  readonly counts: Int32Array;
  /** Columns of `counts`. */
  readonly species: number;
  readonly first: number;
  readonly last: number;
}

export interface SendCall extends TileCounts, MailPlanes {
  /** How long to hop, in the scenario's unit, ≥ 0. */
  readonly tau: number;
  readonly seed: number;
  readonly step: number;
  readonly purpose: Purpose;
}

export interface Hopper {
  /**
   * Lets the molecules of a tile hop for `tau`. Those that end in another cell leave
   * `counts` and wait in `arrivals` or `mail` for {@link Hopper.takeMail}.
   *
   * @returns molecules lost over an absorbing edge
   * @throws  ScenarioError where `tau` holds more steps than can be walked
   */
  send(call: SendCall): number;
  /**
   * Adds what waits for a tile to its counts, and empties its mailboxes. All tiles
   * must have sent before (a barrier).
   *
   * @throws KernelError where a cell would hold more than 2^31 − 1 molecules
   */
  takeMail(call: TileCounts & MailPlanes): void;
}

/** @throws ScenarioError for a rate that is negative, not finite, or of the wrong length */
export function openHop(lattice: Lattice, rules: readonly HopRule[]): Hopper {
  return new LatticeHopper(openLattice(lattice), rules);
}
