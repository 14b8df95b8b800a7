/** What a kernel is, and what it does. Nothing else lives here. */
import type { RowStreams } from '../numerics/streams.ts';
import type { LearnedShape } from './learned/shape/shape.ts';

/** Molecule counts. Row = agent, column = species, row-major, shape [agents, species]. */
export type Counts = Int32Array;

/** What happens to a row outside a learned kernel's training domain. */
export const outsideRules = ['ssa', 'learned', 'error'] as const;
export type Outside = (typeof outsideRules)[number];

/** What a kernel is: plain frozen data. Print it, hash it, save it, post it to a thread. */
export type KernelSpec =
  | { readonly kind: 'ssa' }
  /** Leaps in which propensities change by a share of about `epsilon`. */
  | { readonly kind: 'tau'; readonly epsilon: number }
  /** The mean of the rate equations, each step of which errs by a share of about `tolerance`. */
  | { readonly kind: 'ode'; readonly tolerance: number }
  | ({ readonly kind: 'mdn'; readonly outside: Outside } & LearnedShape)
  /** As `mdn`, with the head that draws one coordinate after another. */
  | ({ readonly kind: 'van'; readonly outside: Outside } & LearnedShape)
  /** As `mdn` or `van`, but rows that expect fewer than `exactBelow` events in a step go to exact SSA. */
  | ({ readonly kind: 'hybrid'; readonly outside: Outside; readonly exactBelow: number } & LearnedShape);

/** What became of the rows a kernel was given, summed since it was opened. */
export interface RowTally {
  /** Rows stepped by exact SSA, among them those whose learned draw was taken back (`learned/rows/draw/emit-take-back.ts`). */
  exact: number;
  /** Rows stepped by tau-leaping, at least in part, or along their mean. */
  leapt: number;
  /** Rows stepped by a learned kernel. */
  learned: number;
  /** Of the learned rows: those the network drew. The others held no event or one, drawn from their exact law. */
  asked: number;
  /** Absorbing rows, left as they are. */
  skipped: number;
  /** Of the exact rows of a learned kernel: those outside its training domain. */
  outside: number;
  /** Reaction events fired by SSA and by leaps, and expected along a mean. */
  events: number;
}

/**
 * What a kernel that looks back (a learned one whose `past` is above 1) knows of the steps before: the
 * caller keeps it from call to call. Such a kernel reads it and writes it; no other looks at it.
 */
export interface RowHistory {
  /** Counts before the present ones, shape [agents, past − 1, species], the oldest first. */
  readonly counts: Int32Array;
  /** How many of them are known, the newest, by agent: 0 at the start. */
  readonly known: Int32Array;
}

/** A kernel opened for one network, inside one thread. It never crosses a thread. */
export interface Kernel {
  readonly spec: KernelSpec;
  readonly tally: RowTally;

  /**
   * Advances every row by `dt`, in place.
   *
   * Rows do not see each other: row r after the call is one draw from
   * P( · | row r before, rates, dt ).
   *
   * @param counts   shape [agents, species], row-major; every entry ≥ 0 before and after
   * @param rates    shape [rates] for all rows alike, or [agents, rates]
   * @param time     when the step begins, in the scenario's unit
   * @param dt       how far to go; learned kernels: the one they were opened for
   * @param rng      row r draws from agent `firstAgent + r` of `step` and from nothing else
   * @param history  of the same agents; rows that do not know enough are stepped exactly
   * @param routes   shape [agents]: where kernels that have more than one way note which one each row went, as
   *                 numbers of `routes.ts`; others leave it as it is
   */
  step(
    counts: Counts,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
    history?: RowHistory,
    routes?: Uint8Array,
  ): void;
}

/** A kernel that can step some of the rows only. */
export interface RowKernel extends Kernel {
  /** As `step`, for the first `n` row numbers in `rows`. */
  stepRows(
    counts: Counts,
    rows: Uint32Array,
    n: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
    history?: RowHistory,
    routes?: Uint8Array,
  ): void;
}

/** What one step of some rows is given: the arguments of {@link Kernel.step}, for {@link StackKernel.stepStack}. */
export interface RowBlock {
  readonly counts: Counts;
  readonly rates: Float64Array;
  readonly time: number;
  readonly rng: RowStreams;
  readonly history?: RowHistory | undefined;
  readonly routes?: Uint8Array | undefined;
  /** What becomes of its rows is added here. */
  readonly tally: RowTally;
}

/** A kernel that costs less a row when it is given the rows of several runs at once. */
export interface StackKernel extends Kernel {
  /**
   * Advances every row of every block by `dt`: to the bits that `step` of each block alone gives.
   *
   * @throws  where a row cannot be stepped. Counts, routes and tallies of any block may have changed then, histories
   *          have not: who keeps a copy of them can step the blocks one by one.
   */
  stepStack(blocks: readonly RowBlock[], dt: number): void;
}

/** A kernel that also knows how likely a move is (mdn, van). Not ssa. */
export interface LawKernel extends Kernel {
  /**
   * Writes log P(after | before, dt) per row, in nats, to `out`, shape [agents]; of a
   * kernel that looks back: given all the past steps too, which must be known.
   */
  logProb(
    before: Counts,
    after: Counts,
    rates: Float64Array,
    dt: number,
    out: Float64Array,
    history?: RowHistory,
  ): void;
}
