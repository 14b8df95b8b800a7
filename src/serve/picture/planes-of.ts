/**
 * The planes of one frame, taken out of its rows when somebody asks and then kept: many pages may look at
 * the same frame. Runs in the server, and in the page that reads a share file; nothing of Node in here.
 */

import { routePlane } from '../protocol/frames.ts';
import type { RunFacts } from '../protocol/run-info.ts';
import { narrowest } from './coding.ts';

/** What a picture needs of a frame. */
export interface FrameState {
  readonly step: number;
  readonly time: number;
  /** Shape [cells, species], row-major. */
  readonly counts: ArrayLike<number>;
  /** Shape [cells] each, by name. */
  readonly fields: Readonly<Record<string, ArrayLike<number>>>;
  readonly scalars: Readonly<Record<string, number>>;
  /** Shape [cells]: which way each cell went in the step that led here, see `routes` of the protocol; where it is known. */
  readonly route?: Uint8Array;
}

/** A plane of the whole grid, with what its legend needs. */
export interface Plane {
  /** Shape [height, width]. */
  readonly values: ArrayLike<number>;
  /** Counts are whole; fields are not. */
  readonly whole: boolean;
  readonly least: number;
  readonly greatest: number;
  readonly total: number;
}

export interface FramePlanes {
  readonly state: FrameState;
  /** @param name  one that {@link knowsPlane} knows */
  plane(name: string): Plane;
}

type Names = Pick<RunFacts, 'species' | 'fields' | 'overlays'>;

/** Columns of the counts that a plane sums; undefined where it is no sum of species. */
function columnsOf(info: Names, name: string): number[] | undefined {
  const own = info.species.findIndex((s) => s.name === name);
  if (own >= 0) return [own];
  const columns = name.split(' + ').map((part) => info.species.findIndex((s) => s.name === part));
  return columns.includes(-1) ? undefined : columns;
}

/** Whether a run has such a plane. */
export function knowsPlane(info: Names, name: string): boolean {
  if (name === routePlane) return info.overlays.includes('route');
  return columnsOf(info, name) !== undefined || info.fields.some((f) => f.name === name);
}

function measured(values: ArrayLike<number>, whole: boolean): Plane {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    total += value;
  }
  return { values, whole, least, greatest, total };
}

/** One species, as it travels: measured, then taken out into as little memory as holds it, for watching costs a live run that. */
function taken(counts: ArrayLike<number>, species: number, column: number): Plane {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let at = column; at < counts.length; at += species) {
    const value = counts[at]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    total += value;
  }
  const values = narrowest(counts.length / species, true, least, greatest);
  for (let cell = 0, at = column; cell < values.length; cell++, at += species) values[cell] = counts[at]!;
  return { values, whole: true, least, greatest, total };
}

/** A sum of species, which may not fit their type. */
function summed(counts: ArrayLike<number>, species: number, columns: readonly number[]): Plane {
  const values = new Float64Array(counts.length / species);
  for (const column of columns)
    for (let cell = 0, at = column; cell < values.length; cell++, at += species) values[cell]! += counts[at]!;
  return measured(values, true);
}

/** Opens a frame for looking at. */
export function planesOf(info: Names, state: FrameState): FramePlanes {
  const kept = new Map<string, Plane>();
  const cells = state.counts.length / info.species.length;
  const make = (name: string): Plane => {
    if (name === routePlane) return measured(state.route ?? new Uint8Array(cells), true);
    const columns = columnsOf(info, name);
    if (!columns) return measured(state.fields[name]!, false);
    const { counts } = state;
    const { length } = info.species;
    return columns.length === 1 ? taken(counts, length, columns[0]!) : summed(counts, length, columns);
  };
  return {
    state,
    plane(name) {
      const plane = kept.get(name) ?? make(name);
      kept.set(name, plane);
      return plane;
    },
  };
}
