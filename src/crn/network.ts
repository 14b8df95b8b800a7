/**
 * A chemical reaction network as plain frozen data: print it, hash it, save it,
 * post it to a thread. `parse.ts` makes it from text; nothing else needs the text.
 */
import type { Expression } from './expression.ts';

/** How many molecules of which species: `{ species: 2, count: 1 }`. */
export interface Term {
  /** Index into {@link Network.species}. */
  readonly species: number;
  /** In reactants and products ≥ 1; in a change any integer but 0. */
  readonly count: number;
}

export interface Reaction {
  /** As a reader would write it: `Bee + P -> BeeA + P`. */
  readonly name: string;
  readonly reactants: readonly Term[];
  readonly products: readonly Term[];
  /** Products minus reactants, without zeros. */
  readonly change: readonly Term[];
  /**
   * The whole propensity, mass action already written out by `propensity.ts`.
   * It is 0 wherever a reactant is short, whatever the expression says.
   */
  readonly law: Expression;
  /** 1-based line of the network text. */
  readonly line: number;
}

/** Sets counts at a time, or whenever a condition becomes true. */
export interface NetworkEvent {
  readonly name: string;
  /** Fires at this time (scenario unit); absent for a condition. */
  readonly at?: number;
  /** Fires when this turns from 0 to non-zero; absent for a set time. */
  readonly when?: Expression;
  /**
   * Conditions only: the species (0 or 1) that remembers whether `when` holds.
   * It is an ordinary column of the counts, so checkpoints and recordings keep it.
   */
  readonly latch?: number;
  /** New value of each species: an expression of counts, rates and t, rounded to nearest, at least 0. */
  readonly set: readonly { readonly species: number; readonly to: Expression }[];
}

/** `sum(coefficients[s] * count[s])` never changes. Integers, coprime, first non-zero positive. */
export interface ConservationLaw {
  readonly coefficients: readonly number[];
}

/**
 * Propensity of `m A -> …` at rate k with n molecules of A:
 * combinations k·C(n, m) (the default), falling k·n(n−1)…, powers k·n^m.
 */
export type MassAction = 'combinations' | 'falling' | 'powers';

export interface Network {
  readonly species: readonly string[];
  /** Names of the rate constants, in the order of every `rates` array. */
  readonly rates: readonly string[];
  readonly reactions: readonly Reaction[];
  readonly events: readonly NetworkEvent[];
  readonly massAction: MassAction;
  readonly laws: readonly ConservationLaw[];
  readonly text: string;
}
