/** One thing that a sweep changes: what it may be, and how it changes the scenario. */
import type { Scenario } from '../../run/scenario.ts';
import type { Values } from './values.ts';

/** What a table and a figure can show of a value. */
export type Shown = number | string;

export interface Factor {
  /** Unique in a sweep; a column of its table. */
  readonly name: string;
  readonly values: Values<unknown>;
  /** As tables have it: a number, or a word for what is none. */
  show(value: unknown): Shown;
  apply(scenario: Scenario, value: unknown): Scenario;
  /** What `apply` does, for those of a script's own: its text. */
  readonly text: string;
}

/** Applies one value of each factor. */
export function applyAll(base: Scenario, factors: readonly Factor[], values: readonly unknown[]): Scenario {
  return factors.reduce((scenario, factor, f) => factor.apply(scenario, values[f]), base);
}
