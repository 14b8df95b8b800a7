/** What a group of rows is. One file per group in `groups/`; `main.ts` lists them. */
import type { Entry } from './interleave.ts';

/** How much is spent on a measurement. */
export interface Effort {
  /** Process starts of each contestant. */
  readonly rounds: number;
  /** Seconds one contestant works in one round. */
  readonly seconds: number;
  /** Everything, also what takes long. */
  readonly full: boolean;
}

/** One workload, and what each contestant made of it. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** False for times. */
  readonly higherIsBetter: boolean;
  /** By contestant. */
  readonly entries: Readonly<Record<string, Entry>>;
  /** Other numbers worth keeping. */
  readonly facts?: Readonly<Record<string, number>>;
}

export interface Group {
  /** As the command line and the file of results name it. */
  readonly name: string;
  readonly title: string;
  /** What is measured and how, a sentence or two for the report. */
  readonly about: string;
  measure(effort: Effort): Promise<readonly Row[]>;
}
