/**
 * Hopping: every molecule is an independent random walker in continuous time that
 * steps to each neighbour at the rate of the cell it is in, exactly for any time span:
 * no first-order thinning.
 *
 * Where a walker cannot feel a wall (one rate for all cells; a wrapped grid, a walled
 * one with 4 neighbours, or far from the edge) the closed law of `free-walk.ts` says
 * where it ends, and a crowd is split by binomials instead of one by one. A wall then
 * only folds the free path back, as a mirror does. Everywhere else (rates per cell,
 * absorbing edges, walls with corners) molecules walk event by event, with exponential
 * waiting times (Gillespie 1977, doi 10.1021/j100540a008). A step towards a wall is a
 * step on the spot.
 *
 * Randomness: a cell draws from its own stream, species in the order of columns, so
 * that tiles and threads change no bit.
 * Cost: empty cells a comparison each. Free cells O(molecules that move), at most
 * O(places they reach); others O(steps taken).
 */
import type { Purpose } from '../numerics/streams.ts';
import { CompiledHopper } from './hopping/compiled-hopper.ts';
import { openRules } from './hopping/plan.ts';
import { openLattice } from './lattice.ts';
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
  /** Molecules from other tiles; added to atomically. */
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
  readonly seed: number;
  readonly step: number;
  readonly purpose: Purpose;
}

/** Rules that have been checked. */
export interface Hop {
  /**
   * Compiles the rules for one time span, for one thread.
   *
   * @param memory  made by `createMemory`; all arrays of later calls are views of it. The
   *                tables take kilobytes of it, megabytes where walkers go 10^4 cells far.
   * @param tau     how long to hop in each call, in the scenario's unit, ≥ 0
   * @throws ScenarioError where `tau` holds more steps than can be walked
   */
  compile(memory: WebAssembly.Memory, tau: number): Hopper;
}

/** All arrays are views of the memory it was compiled for. */
export interface Hopper {
  /**
   * Lets the molecules of a tile hop. Those that end in another cell leave
   * `counts` and wait in `arrivals` or `mail` for {@link Hopper.takeMail}.
   *
   * @returns molecules lost over an absorbing edge
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
export function openHop(lattice: Lattice, rules: readonly HopRule[]): Hop {
  const space = openLattice(lattice);
  const open = openRules(rules, space.cells);
  return { compile: (memory, tau) => new CompiledHopper(space, open, memory, tau) };
}
