/** What a page is told of a run, but for its frames. */

/** A species, a field or an observable, and how it likes to be shown. */
export interface Named {
  readonly name: string;
  /** Shown instead of the name. */
  readonly label?: string;
  /** A CSS colour. */
  readonly colour?: string;
  /** Of an observable that sums species: which. It can then be drawn, as the plane `A + B`. */
  readonly of?: readonly string[];
}

export interface RateInfo {
  readonly name: string;
  /** Absent where it differs from cell to cell, or is a field. */
  readonly value?: number;
  /** Why it cannot be changed; absent where it can. */
  readonly fixed?: string;
}

export type RunState = 'starting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** Everything about a run that its source knows and frames do not say. */
export interface RunFacts {
  /** Names the run in every message: short, of letters, digits and dashes. */
  readonly id: string;
  /** The scenario's name. */
  readonly name: string;
  readonly source: 'live' | 'recording';
  /** Where its recording lies, for people; absent where it is kept for the time being only. */
  readonly path?: string;
  /** Of a fork: the run and the frame it left. */
  readonly parent?: { readonly run: string; readonly index: number; readonly time: number };
  /** Columns of cells. */
  readonly width: number;
  /** Rows of cells. */
  readonly height: number;
  /** What molecules meet at the edge; absent in recordings, which do not tell. */
  readonly edge?: string;
  readonly species: readonly Named[];
  readonly fields: readonly Named[];
  /** The scalars of every frame. */
  readonly observables: readonly Named[];
  /** Length of a step, in `timeUnit`. */
  readonly dt: number;
  readonly timeUnit: string;
  /** Steps between frames, and in the whole run; absent in recordings. */
  readonly every?: number;
  readonly steps?: number;
  readonly seed: number;
  /** `ssa`, or in words with its abstraction. */
  readonly kernel: string;
  readonly rates: readonly RateInfo[];
  /** The network as the user wrote it. */
  readonly network: string;
  /** The command line. */
  readonly command: string;
  /** Overlays the run can draw: ask for the plane {@link routePlane}. */
  readonly overlays: readonly 'route'[];
}

/** A run and what may be done with it. */
export interface RunInfo extends RunFacts {
  readonly can: {
    /** Pause, resume, step, stop. */
    readonly control: boolean;
    /** Change rates and paint. */
    readonly change: boolean;
  };
  /** Why it cannot be forked, and what to do; absent where it can. */
  readonly cannotFork?: string;
}

/** Where a run is. */
export interface RunStatus {
  readonly state: RunState;
  /** Of the newest frame. */
  readonly step: number;
  readonly time: number;
  /** Frames there are: 0 … frames − 1 can be looked at. */
  readonly frames: number;
  /** Of a failure: where, what, what to do. */
  readonly message?: string;
}

/** An intervention, as far as a time line shows it. */
export interface Mark {
  readonly step: number;
  readonly time: number;
  readonly kind: 'rate' | 'paint';
  /** `wilt = 0.2`, `40 P into 13 cells`. */
  readonly text: string;
}
