/**
 * The planes of one frame, taken out of its rows when somebody asks and then kept: many pages may look at
 * the same frame. Runs in the server, and in the page that reads a share file; nothing of Node in here.
 */

import { routePlane, type Values } from '../protocol/frames.ts';
import type { RunFacts } from '../protocol/run-info.ts';
import { type Squares, takeColumns } from './take-columns.ts';

/** What a picture needs of a frame. */
export interface FrameState {
  readonly step: number;
  readonly time: number;
  /** Shape [cells, species], row-major. */
  readonly counts: Values;
  /** Shape [cells] each, by name. */
  readonly fields: Readonly<Record<string, ArrayLike<number>>>;
  readonly scalars: Readonly<Record<string, number>>;
  /** Shape [cells]: which way each cell went in the step that led here, see `routes` of the protocol; where it is known. */
  readonly route?: Uint8Array;
}

/** What a legend needs of a plane, over the whole grid. */
export interface PlaneFacts {
  readonly least: number;
  readonly greatest: number;
  readonly total: number;
}

/** A plane of the whole grid. */
export interface Plane extends PlaneFacts {
  /** Shape [height, width]. */
  readonly values: ArrayLike<number>;
  /** Counts are whole; fields are not. */
  readonly whole: boolean;
}

/** A plane of a species with the greatest of every square of cells. */
export interface PlaneOfSquares extends PlaneFacts {
  /** Shape [ceil(height / factor), ceil(width / factor)]. */
  readonly values: Values;
}

/** Names are those that {@link knowsPlane} knows. */
export interface FramePlanes {
  readonly state: FrameState;
  plane(name: string): Plane;
  /** Takes several out together, which is quicker than one after the other. */
  prepare(names: readonly string[], squares?: Squares): void;
  /** As it was prepared; undefined where it was not, or is no species. */
  ofSquares(name: string, squares: Squares): PlaneOfSquares | undefined;
  /** Cells of a plane, for who looks at a few. */
  cells(name: string): PlaneCells;
}

/** A few cells of a plane. */
export interface PlaneCells {
  /** How many there are. */
  readonly length: number;
  readonly total: number;
  at(cell: number): number;
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

/** A sum of species, which may not fit their type. */
function summed(counts: ArrayLike<number>, species: number, columns: readonly number[]): Plane {
  const values = new Float64Array(counts.length / species);
  for (const column of columns)
    for (let cell = 0, at = column; cell < values.length; cell++, at += species) values[cell]! += counts[at]!;
  return measured(values, true);
}

const keyOf = (name: string, { across, factor }: Squares): string => `${factor} ${across} ${name}`;

/** Opens a frame for looking at. */
export function planesOf(info: Names, state: FrameState): FramePlanes {
  const kept = new Map<string, Plane>();
  const keptSquares = new Map<string, PlaneOfSquares>();
  /** By species. */
  const facts = new Map<string, PlaneFacts>();
  const { counts, fields } = state;
  const { length } = info.species;
  const columnOf = (name: string): number | undefined => {
    const columns = columnsOf(info, name);
    return columns?.length === 1 ? columns[0] : undefined;
  };

  function prepare(names: readonly string[], squares?: Squares): void {
    const known = (name: string) => (squares ? keptSquares.has(keyOf(name, squares)) : kept.has(name));
    const wanted = names.filter((name) => columnOf(name) !== undefined && !known(name));
    if (wanted.length === 0) return;
    const columns = takeColumns(
      counts,
      length,
      wanted.map((name) => columnOf(name)!),
      squares,
    );
    for (const [i, name] of wanted.entries()) {
      facts.set(name, columns[i]!);
      if (squares) keptSquares.set(keyOf(name, squares), columns[i]!);
      else kept.set(name, { ...columns[i]!, whole: true });
    }
  }

  function make(name: string): Plane {
    if (name === routePlane) return measured(state.route ?? new Uint8Array(counts.length / length), true);
    const columns = columnsOf(info, name);
    return columns ? summed(counts, length, columns) : measured(fields[name]!, false);
  }

  function plane(name: string): Plane {
    prepare([name]);
    const made = kept.get(name) ?? make(name);
    kept.set(name, made);
    return made;
  }

  return {
    state,
    plane,
    prepare,
    ofSquares: (name, squares) => keptSquares.get(keyOf(name, squares)),
    cells(name) {
      const column = columnOf(name);
      if (column === undefined) {
        const { values, total } = plane(name);
        return { length: values.length, total, at: (cell) => values[cell]! };
      }
      const { total } = facts.get(name) ?? plane(name);
      return { length: counts.length / length, total, at: (cell) => counts[cell * length + column]! };
    },
  };
}
