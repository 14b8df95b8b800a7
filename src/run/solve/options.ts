/** What a scenario says of solving its master equation. */
import type { Truncation } from '../../cme/fsp/march.ts';
import type { ListedStart, PoissonStart } from '../../cme/fsp/start-law.ts';
import type { VanTask } from '../../cme/van/job.ts';

export interface SolveOptions<S extends string = string> {
  /** When to report, rising. Default: `time.until` in ten equal parts. */
  readonly times?: readonly number[];
  /** Greatest count of a species, itself included. Default: as far as needed. */
  readonly limits?: { readonly [K in S]?: number };
  /** Bound on Σ|p − exact| at the last time, of fsp. Default 1e-8. */
  readonly error?: number;
  /** Of fsp; van's limits always reflect. Default `adaptive`. */
  readonly truncation?: Truncation;
  /** How many states may be held at once. Default 2 000 000, of van 200 000. */
  readonly maxStates?: number;
  /** A law to start from, where that is not the one state of `start`. */
  readonly start?: PoissonStart | ListedStart;
  /** Whose joint law is drawn. Default: the two most correlated. */
  readonly pair?: readonly [S, S];
  /** Settings of van: see `VanTask`. */
  readonly van?: VanOptions<S>;
}

export interface VanOptions<S extends string = string>
  extends Pick<VanTask, 'model' | 'fit' | 'variational' | 'parity'> {
  /** Which species come first, each given those before it; default: those with the fewest counts. */
  readonly order?: readonly S[];
}
