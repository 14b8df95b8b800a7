/**
 * A scenario: which chemistry, in which space, stepped how, for how long. Plain
 * data plus small functions of a cell; importing one runs nothing.
 */
import type { RateNames, SpeciesNames, StartFor } from '../crn/names-in-text.ts';
import type { Network } from '../crn/network.ts';
import type { Rounding } from '../grid/max-rule.ts';
import type { Edge } from '../grid/space.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import type { FittingOptions } from '../learning/fit/fitting.ts';
import type { Limits } from '../learning/verdict/limits.ts';
import type { Frame } from '../record/frame.ts';
import { checkWritten } from './scenario/check-scenario.ts';
import type { SolveOptions } from './solve/options.ts';

/** What a function of a cell is told. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Distance of the cell's middle from the grid's middle, in cells. */
  readonly radius: number;
  /** Uniform in [0, 1): a stream of this cell's own, fixed by the seed. */
  random(): number;
}

/** One number for all cells, or a function of the cell. */
export type PerCell = number | ((cell: Cell) => number);

/** A real-valued signal that diffuses and decays. Its name is a rate in the network's text. */
export interface FieldOptions<S extends string = string> {
  /** In cell widths² per time unit. */
  readonly diffusion: number;
  /** Linear decay per time unit. Default 0. */
  readonly decay?: number;
  /** Value at the start. Default 0. */
  readonly start?: PerCell;
  /** What each molecule of a species adds per time unit. */
  readonly from?: Partial<Record<S, number>>;
}

/** The published max-propagation: new = round( max( own, alpha · greatest neighbour ) ). */
export interface MaxOptions {
  /** In [0, 1]. */
  readonly alpha: number;
  /** Every so many steps, before they react; never before the first step. */
  readonly every: number;
  /** `nearest` (half to even) or `truncate`: fractions of molecules do not exist. */
  readonly rounding: Rounding;
}

/**
 * One number per frame: the total of some species; a formula of the counts of a cell and the time, such as
 * `'A + 2 * AA'`, summed over the cells; or a function of the frame.
 */
export type Observable<S extends string = string> = readonly S[] | string | ((frame: Frame) => number);

/** Where `crn-grid train` takes its starting states from, and how much it spends. */
export interface TrainOptions<S extends string = string, R extends string = string> extends FittingOptions {
  /** Least and greatest count of each species at the start of a transition. Default: 0 to twice the start. */
  readonly ranges?: Partial<Record<S, readonly [number, number]>>;
  /**
   * Sums that every starting state has, e.g. `{ of: ['On', 'Off'], is: 2 }` for two copies of a gene. The
   * network must conserve them; their species need no range.
   */
  readonly totals?: readonly { readonly of: readonly S[]; readonly is: number }[];
  /** For rates that are network inputs: least and greatest value. */
  readonly rateRanges?: Partial<Record<R, readonly [number, number]>>;
  /** For kernels that read the step (`stepInput`): least and greatest length of one, that of the scenario within. */
  readonly stepRange?: readonly [number, number];
  /** Transitions of an epoch; drawn anew for each where simulation is cheap. Default 200 000. */
  readonly transitions?: number;
  /** Transitions from each starting state; fewer where they are dear. Default 16. */
  readonly each?: number;
  /** Reaction events that data may cost where steps are dear. Default 1e11: some ten minutes. */
  readonly events?: number;
  /** Rounds of: run the grid, add the states it visits, train on. Default 2 where cells reach each other, else 1. */
  readonly rounds?: number;
  /** Epochs of the first round, at most; later rounds have half as many. Default 60. */
  readonly epochs?: number;
  /** Transitions per optimiser step. Default 1024. */
  readonly batch?: number;
  /** The largest learning rate. Default 3e-3. */
  readonly learningRate?: number;
  /** Epochs without a better held-out loss before a fit stops. Default 20. */
  readonly patience?: number;
  /** What counts as a pass. */
  readonly limits?: VerdictLimits;
  /** Unseen starting states of the verdict, and trajectories from each. Default: as many as steps are cheap for. */
  readonly judge?: { readonly settings?: number; readonly trajectories?: number };
}

/** What a verdict calls a pass: see {@link Limits} for the entries and `defaultLimits` for their values. */
export interface VerdictLimits extends Partial<Limits> {
  /** Chance that an exact kernel fails the comparison of whole grids, all its tests together. Default 1e-3. */
  readonly gridChance?: number;
}

export interface ScenarioOptions<
  N extends Network = Network,
  F extends string = string,
  O extends string = string,
> {
  /** Short, without spaces; names the recording. */
  readonly name: string;
  readonly crn: N;
  /** A value for every rate constant of the network, per time unit. */
  readonly rates: { readonly [K in Exclude<RateNames<N>, F>]: PerCell };
  /** Default one cell. */
  readonly grid?: {
    readonly size: readonly [width: number, height: number];
    /** Default `reflect`. */
    readonly edge?: Edge;
    /** Default 4. */
    readonly neighbours?: 4 | 8;
  };
  /** Counts at time 0; species left out start at 0. */
  readonly start: StartFor<N> | ((cell: Cell) => StartFor<N>);
  /** Rate at which each molecule hops to each neighbour, per time unit. */
  readonly hop?: { readonly [K in SpeciesNames<N>]?: PerCell };
  readonly fields?: { readonly [K in F]: FieldOptions<SpeciesNames<N>> };
  readonly max?: { readonly [K in SpeciesNames<N>]?: MaxOptions };
  /** How reaction and hopping take turns. `strang` (default) errs by O(step²), `lie` by O(step). */
  readonly split?: 'strang' | 'lie';
  /** Default exact SSA. `'auto'` measures and chooses. */
  readonly kernel?: KernelSpec | 'auto';
  /** `unit` is for people only; default none. */
  readonly time: { readonly unit?: string; readonly step: number; readonly until: number };
  readonly record?: {
    /** Steps between frames. Default 1. */
    readonly every?: number;
    /** Default: the total of each species. */
    readonly observables?: { readonly [K in O]: Observable<SpeciesNames<N>> };
    /**
     * Whether frames tell which way each cell went in the step before (learned, exact, skipped, outside the
     * domain). Default true; kernels with one way, such as `ssa`, have nothing to tell.
     */
    readonly routes?: boolean;
  };
  readonly train?: TrainOptions<SpeciesNames<N>, RateNames<N>>;
  /** What `crn-grid solve` reports of one cell, and how exactly. */
  readonly solve?: SolveOptions<SpeciesNames<N>>;
  /** Integer ≥ 0. Default 1. */
  readonly seed?: number;
  /** How figures call a species, field or observable, and the colour of its line. */
  readonly view?: Readonly<Record<string, string | { readonly label?: string; readonly colour?: string }>>;
}

/** A checked scenario. */
export type Scenario<N extends Network = Network> = ScenarioOptions<N> & {
  readonly kind: 'scenario';
  readonly time: { readonly unit: string };
};

/** What a scenario's type remembers for sweeps: the names of its network and of its observables. */
export interface Typed<N extends Network, O extends string> {
  readonly crn: N;
  /** Never there: a type only. */
  readonly observed?: O;
}

/**
 * Describes a simulation. Checks everything that can be checked without running.
 *
 * @throws ScenarioError naming the entry that is wrong and what would be right
 * @example see `scenarios/bees.ts`
 */
export function scenario<
  const N extends Network,
  const F extends string = never,
  const O extends string = SpeciesNames<N>,
>(options: ScenarioOptions<N, F, O>): Scenario & Typed<N, O> {
  const checked = { ...options, kind: 'scenario' } as unknown as Scenario & Typed<N, O>;
  checkWritten(checked);
  Object.assign(checked, { time: { unit: '', ...options.time } });
  return Object.freeze(checked);
}
