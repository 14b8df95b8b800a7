/** Where a row function keeps its state, and how it draws: in locals, or in tables in memory. */
import type { Network, Term } from '../../crn/network.ts';
import type { FunctionBuilder, FunctionRef, Label, Local, ModuleBuilder, Value } from '../../wasm/encoder.ts';
import type { MathFunctions } from '../../wasm/math.ts';

/** What a layout of rows is emitted for. */
export interface StoreJob {
  readonly module: ModuleBuilder;
  readonly network: Network;
  readonly math: Partial<MathFunctions> & Pick<MathFunctions, 'exp'>;
}

/** Emits what does not belong to one row, and then the state of a row where a row function begins. */
export interface RowLayout {
  /** To be called with the byte address of the rates: before the first row, and whenever it changes. */
  readonly prepare?: FunctionRef<readonly ['i32'], 'void'>;
  open(f: FunctionBuilder, countsAt: Local<'i32'>, ratesAt: Local<'i32'>): RowStore;
}

/** Time now and the end of the piece, in which time-dependent leaves hold upper bounds. */
export interface Piece {
  readonly now: Value<'f64'>;
  readonly end: Value<'f64'>;
}

/** Where a draw goes on. */
export interface Drawing extends Piece {
  /** Draws again; nothing has changed, or all is up to date. */
  readonly again: Label;
  /** Computes everything anew. */
  readonly refresh: Label;
  /** A propensity is negative or no number. */
  readonly fail: Label;
  /** Goes to `again` or `refresh` where the time-dependent reaction j does not fire. */
  thin(reaction: number): void;
  /** Goes to `refresh` where this change, or some change, has turned a condition. */
  lookAtConditions(change?: readonly Term[]): void;
}

/** The state of one row. */
export interface RowStore {
  species(index: number): Value<'f64'>;
  setSpecies(index: number, value: Value<'f64'>): void;
  rate(index: number): Value<'f64'>;
  /** Sum of all leaves. */
  readonly total: Local<'f64'>;
  /** Leaf of a reaction: its propensity, or its bound over the piece. */
  leaf(reaction: number): Value<'f64'>;
  setLeaf(reaction: number, value: Value<'f64'>): void;
  /** Propensity of a time-dependent reaction. */
  propensity(reaction: number, now: Value<'f64'>): Value<'f64'>;
  /** Sets the leaves of all time-dependent reactions. */
  boundAll(piece: Piece): void;
  /** Sets the leaves of all others; goes to `fail` where one is negative or no number. */
  computeAll(fail: Label): void;
  /** Adds up everything. */
  sumAll(): void;
  /** Fires the reaction that `target`, in [0, total), falls on, brings all up to date, and goes on. */
  draw(target: Local<'f64'>, drawing: Drawing): void;
  /** 1 where a count has outgrown 2^31 − 1. */
  tooMany(): Value<'i32'> | undefined;
  storeCounts(): void;
  /** Writes counts and leaves to the report. */
  report(at: number): void;
}
