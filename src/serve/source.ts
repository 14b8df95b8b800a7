/**
 * What the viewer looks at: frames that can be read by number, and how many there are so far. A live run and
 * a recording are siblings here, and everything above them is one code path.
 */
import type { Intervention } from '../record/intervention.ts';
import type { FrameState } from './picture/planes-of.ts';
import type { Pace } from './protocol/frames.ts';
import type { Change, Control } from './protocol/from-page.ts';
import type { RateInfo, RunFacts, RunStatus } from './protocol/run-info.ts';

/** Everything about the frames so far that is one number a frame. */
export interface Columns {
  /** Shape [frames] or longer: who reads stops at `status().frames`. */
  readonly times: ArrayLike<number>;
  /** By observable. */
  readonly scalars: Readonly<Record<string, ArrayLike<number>>>;
}

/**
 * Starts another run that goes on from frame `index`.
 *
 * @param id     its `info.id`
 * @param later  what becomes of later changes of the original
 * @throws ScenarioError, RecordingError
 */
export type ForkMaker = (
  id: string,
  index: number,
  changes: readonly Change[],
  later: 'keep' | 'drop',
) => Promise<RunSource>;

export interface RunSource {
  /** What may be done with the run follows from what its source can do. */
  readonly info: RunFacts;
  status(): RunStatus;
  /** What was and will be done to the run from outside, as far as it is known. */
  interventions(): readonly Intervention[];
  /** Rates as they are now. */
  rates(): readonly RateInfo[];
  columns(): Columns;
  /** Frame `index`, 0 ≤ index < status().frames. Not to be changed by who gets it. @throws RecordingError */
  read(index: number): Promise<FrameState>;
  /**
   * The newest state: the last frame, or where a held run was changed what has become of it. Undefined before
   * the first frame. Recordings keep no newest state at hand: `read` the last frame.
   */
  present?(): { readonly index: number; readonly revision: number; readonly state: FrameState } | undefined;
  /** How the steps before the newest frame went; undefined where nobody knows. */
  pace(): Pace | undefined;
  /** Calls back whenever status, marks, rates or the present have changed. @returns takes it back */
  onChange(call: () => void): () => void;
  /** Pauses, resumes, steps or stops a live run. @throws ScenarioError where it has ended */
  control?(action: Control['action']): Promise<void>;
  /** Changes a live run. @returns the step before which it happens @throws ScenarioError */
  change?(change: Change): Promise<number>;
  /** Forks the run; a text says why that cannot be, and what to do. */
  readonly fork: ForkMaker | string;
  /** Ends a live run and lets go of what it holds. */
  close(): Promise<void>;
}
