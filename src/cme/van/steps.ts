/** A solve under way, whichever way it goes: what `solveVan` asks of it. */
import type { Progress } from '../job.ts';
import type { VanState } from './state.ts';
import type { VanLaw } from './van-law.ts';

export interface Steps {
  /** A copy. */
  readonly state: VanState;
  readonly progress: Progress;
  /** One step, to `until` at most. */
  advance(until: number): Promise<void>;
  /** The law of now, the caller's own. */
  law(): VanLaw;
  dispose(): void;
}
