/** What a model file says, whatever its format: a network and its numbers. Writers take one, readers give one. */
import type { Expression } from '../crn/expression.ts';
import type { Network } from '../crn/network.ts';

export interface Model {
  /** For people; any text. */
  readonly name: string;
  readonly network: Network;
  /** A value for each rate constant of the network, per unit of time. */
  readonly rates: Readonly<Record<string, number>>;
  /** Molecules at time 0; species left out start at 0. */
  readonly start: Readonly<Record<string, number>>;
  /** Such as `hour`; left out where nobody said. */
  readonly timeUnit?: string;
  /** Sizes of compartments, of species whose names mean concentrations in the file: these are counts over size. */
  readonly volumes?: Readonly<Record<string, number>>;
  /** What the file names besides: formulas of counts, rate constants and the time. */
  readonly observables?: readonly ModelObservable[];
  /** What a species is called in the file, where that is no name of a network: `R(l!1).L(r!1)`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What a reader of the model should know, a sentence each: what was taken how. */
  readonly notes?: readonly string[];
}

export interface ModelObservable {
  readonly name: string;
  readonly of: Expression;
}
