/**
 * What the viewer looks at: frames that can be read by number, and how many there are so far. A live run and
 * a recording are siblings here, and everything above them is one code path.
 */
import type { FrameState } from './picture/planes-of.ts';
import type { Change, Control, Mark, Pace, RateInfo, RunInfo, RunStatus } from './protocol.ts';

/** Everything about the frames so far that is one number a frame. */
export interface Columns {
  /** Shape [frames] or longer: who reads stops at `status().frames`. */
  readonly times: ArrayLike<number>;
  /** By observable. */
  readonly scalars: Readonly<Record<string, ArrayLike<number>>>;
}

export interface RunSource {
  readonly info: RunInfo;
  status(): RunStatus;
  marks(): readonly Mark[];
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
  /** Another run, that goes on from frame `index`; its `info.id` is `id`. @throws ScenarioError, RecordingError */
  fork?(id: string, index: number, changes: readonly Change[], later: 'keep' | 'drop'): Promise<RunSource>;
  /** Ends a live run and lets go of what it holds. */
  close(): Promise<void>;
}
