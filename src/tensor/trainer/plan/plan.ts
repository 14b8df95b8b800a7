/**
 * What a trainer's plan is made of. A matrix is a stack of planes, one per column, of
 * all its rows: the rows of a tile, the rows of a parameter, or, for a matrix of one
 * row, eight equal copies of it. So one set of routines works on all of them.
 */
import type { FunctionBuilder, Local } from '../../../wasm/encoder.ts';

/** Bytes of a plane of one row: it is there eight times, as a block of the routines is. */
export const ROW = 32;

/**
 * Where bytes lie: `scratch`, a thread's own tile; `slice`, sums of one slice of the
 * batch; `total`, the same over all slices; `fixed`, what depends on no row, one for all.
 */
export type Region = 'scratch' | 'slice' | 'total' | 'fixed';

export interface Buffer {
  readonly region: Region;
  /** Bytes of one plane, a multiple of 48. */
  readonly stride: number;
  /** One row, eight times. */
  readonly row: boolean;
  readonly bytes: number;
  /** From the start of the region; of scratch known only when the plan is complete. */
  offset: number;
}

/** Neighbouring planes of a buffer. */
export interface View {
  readonly buffer: Buffer;
  readonly column: number;
  readonly width: number;
}

/** What the function of a step is given, and the fixed addresses it may use. */
export interface Frame {
  readonly scratch: Local<'i32'>;
  readonly slice: Local<'i32'>;
  /** First and last row of the tile among the staged rows. */
  readonly first: Local<'i32'>;
  readonly last: Local<'i32'>;
  readonly at: Addresses;
}

/** Byte addresses in the program's memory. */
export interface Addresses {
  readonly params: number;
  readonly gradient: number;
  readonly fixed: number;
  readonly total: number;
  /** One word for each staged matrix: where it lies. */
  readonly staging: number;
  /** One word for each guard: {@link LIVE} and {@link STALE}. */
  readonly guards: number;
}

/** What the steps of a branch stand behind: they are left out where it is live in no row. */
export interface Guard {
  /** For steps on rows: a word in a thread's scratch, 0 where the tile has no such row. */
  readonly flags: View;
  readonly word: number;
  /** For all others: its number among the plan's guards, and its word there is for the batch. */
  readonly index: number;
}

/** What decides a guard for a batch. */
export interface BatchGuard {
  /** Input and column that say in which rows the branch is live. */
  readonly input: string;
  readonly width: number;
  readonly column: number;
  /** The guard that the branch's choice stands behind, which comes earlier. */
  readonly outer: number | undefined;
  /** Parameters that nothing else reads: first and last but one, flat. */
  readonly params: readonly (readonly [from: number, to: number])[];
}

/** Sums of a slice that are only there where their guard is. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly guard: Guard | undefined;
}

/** One function of the program. */
export interface Step {
  readonly name: string;
  /** Runs only for tiles where this is not 0. */
  readonly guard?: Guard | undefined;
  readonly reads: readonly View[];
  readonly writes: readonly View[];
  readonly emit: (f: FunctionBuilder, frame: Frame) => void;
}

/** Bits of a guard's word: this batch needs the branch; what its parameters alone decide is out of date. */
export const LIVE = 1;
export const STALE = 2;

/** The steps of a program, by when they run. */
export interface Phases {
  /** Once for new parameters (behind a guard: when needed): what depends on them alone, weights packed. */
  readonly head: Step[];
  /** Once for new parameters: how the loss depends on its means. */
  readonly seeds: Step[];
  /** For every tile. */
  readonly forward: Step[];
  readonly backward: Step[];
  /** Once for each batch, when its rows are done: means and what follows them. */
  readonly tail: Step[];
  /** Once for each batch: from sums over rows to the gradient of the parameters. */
  readonly after: Step[];
}

/** A matrix that rows of the batch are copied from or to, [rows, width]. */
export interface Staged {
  readonly name: string;
  readonly width: number;
}

/** A matrix whose numbers are given when the program is opened, by row and column. */
export interface Constant {
  readonly view: View;
  readonly value: (row: number, column: number) => number;
}

export interface Plan {
  /** Rows in a tile, a multiple of 8. */
  readonly tile: number;
  readonly phases: Phases;
  /** Inputs first, then outputs: in the order of their staging words. */
  readonly inputs: readonly Staged[];
  readonly outputs: readonly Staged[];
  /** Outputs that do not belong to rows of the batch. */
  readonly results: readonly { readonly name: string; readonly rows: number; readonly view: View }[];
  readonly constants: readonly Constant[];
  /** A row that must hold 1 / the rows of the batch; absent when nothing asks for it. */
  readonly inverseRows: View | undefined;
  readonly bytes: Readonly<Record<'scratch' | 'slice' | 'fixed', number>>;
  readonly guards: readonly BatchGuard[];
  /** The whole of a slice. */
  readonly segments: readonly Segment[];
}

/** Byte offset of a view in its region. */
export function offsetOf({ buffer, column }: View): number {
  return buffer.offset + column * buffer.stride;
}

/** Some neighbouring planes of a view. */
export function part({ buffer, column }: View, from: number, width: number): View {
  return { buffer, column: column + from, width };
}

/** The same place in the sums over all slices. */
export function totalOf(slice: View): View {
  return { ...slice, buffer: { ...slice.buffer, region: 'total' } };
}
