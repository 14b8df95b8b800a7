/** What the server says. */
import type { FrameMessage } from './frames.ts';
import type { Mark, RateInfo, RunInfo, RunStatus } from './run-info.ts';

/** First message on every socket. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** Of crn-grid. */
  readonly version: string;
  /** New with every start of the server: run ids and indices of another session mean nothing. */
  readonly session: string;
  readonly runs: readonly {
    readonly info: RunInfo;
    readonly status: RunStatus;
    readonly marks: readonly Mark[];
  }[];
}

/** Another run has come, such as a fork. */
export interface RunMessage {
  readonly type: 'run';
  readonly info: RunInfo;
  readonly status: RunStatus;
  readonly marks: readonly Mark[];
}

/** All interventions in a run so far, in order. */
export interface MarksMessage {
  readonly type: 'marks';
  readonly run: string;
  readonly marks: readonly Mark[];
  /** Rates as they are now. */
  readonly rates: readonly RateInfo[];
}

export interface StatusMessage {
  readonly type: 'status';
  readonly run: string;
  readonly status: RunStatus;
}

/** Values over time, at frames of its own choice: no two series need share them. */
export interface Curve {
  /** Frame numbers, ascending; shape [points]. */
  readonly indices: Uint32Array;
  readonly times: Float64Array;
}

/** Quantiles and mean over the cells of the grid, shape [points] each; of a sample where the grid is large. */
export interface Band extends Curve {
  readonly low: Float64Array;
  readonly middle: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
}
/** Which quantiles `low`, `middle` and `high` are. */
export const quantiles = [0.1, 0.5, 0.9] as const;

/** Charts over time, no more points each than were asked for. Ask again for what has come since. */
export interface SeriesMessage {
  readonly type: 'series';
  readonly run: string;
  /** By observable, shape [points]. */
  readonly scalars: Curve & { readonly values: Readonly<Record<string, Float64Array>> };
  /** By plane asked for. */
  readonly bands: Readonly<Record<string, Band>>;
  /** Live runs only: wall seconds and events of a step, see {@link Pace}; NaN where not known. */
  readonly pace?: Curve & { readonly stepSeconds: Float64Array; readonly events: Float64Array };
  /** False where bands are still being read: fuller ones follow by themselves. */
  readonly complete: boolean;
}

/** One cell over time, no more points than were asked for. */
export interface CellMessage extends Curve {
  readonly type: 'cell';
  readonly run: string;
  readonly x: number;
  readonly y: number;
  /** Of each species, then of each field, shape [points] each. */
  readonly values: readonly Float64Array[];
  /** False where it is still being read: fuller ones follow by themselves. */
  readonly complete: boolean;
}

/** How a control, change or fork went, or what was wrong with any other message. */
export interface Answer {
  readonly type: 'answer';
  /** That of the request; 0 where it had none. */
  readonly tag: number;
  /** Why not: what, and what to do. Absent where it was done. */
  readonly error?: string;
  /** Of a fork: the new run. */
  readonly run?: string;
  /** Of a change: the step before which it happens. */
  readonly step?: number;
}

export type ServerMessage =
  | Hello
  | RunMessage
  | StatusMessage
  | MarksMessage
  | FrameMessage
  | SeriesMessage
  | CellMessage
  | Answer;
