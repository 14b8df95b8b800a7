/**
 * What the viewer's server and its page say to each other. Imported by both, so nothing of Node in here.
 *
 * The page talks in JSON text, the server in msgpackr binary (`moreTypes`, no records): typed arrays arrive
 * as typed arrays. One socket carries any number of runs; every message names the one it is about.
 *
 *     page                                   server
 *       |  <- hello   the runs there are        |
 *       |  look    run, where, what ->          |
 *       |  <- frame                             |   one frame of a run on its way at a time:
 *       |  ack     run, look, index ->          |   the next goes out when the last is drawn, and is the newest
 *       |  <- status, marks, run                |   as it changes; only the latest of each waits
 *       |  series, cell ->        <- series, cell
 *       |  control, change, fork ->   <- answer |
 */

import type { Change } from '../record/intervention.ts';

export type { Change };

/** Raised when a page of one version cannot talk to a server of another. */
export const protocolVersion = 1;

/** Where the socket is, on the page's own host. Subprotocols offered: this name, then the token if there is one. */
export const socketPath = '/socket';
export const subprotocol = 'crn-grid';

/** What the server refuses beyond. The page keeps below them by itself. */
export const limits = {
  /** Bytes of a message from a page. */
  messageBytes: 262_144,
  /** Messages a page may send in a second, over any ten seconds. */
  messagesPerSecond: 120,
  /** Planes in one look. */
  planes: 32,
  /** Cells whose counts a look asks for by number. */
  cells: 32,
  /** Cells painted by one change. */
  paintedCells: 16_384,
  /** Changes a fork begins with. */
  changes: 256,
  /** Pixels a side. */
  pixels: 8192,
  /** Points of a series. */
  points: 4096,
} as const;

// ---------------------------------------------------------------- from the server

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

/** Everything about a run that frames do not say. */
export interface RunInfo {
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
  readonly can: {
    /** Pause, resume, step, stop. */
    readonly control: boolean;
    /** Change rates and paint. */
    readonly change: boolean;
    readonly fork: boolean;
  };
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

/** An intervention, as far as a time line shows it. */
export interface Mark {
  readonly step: number;
  readonly time: number;
  readonly kind: 'rate' | 'paint';
  /** `wilt = 0.2`, `40 P into 13 cells`. */
  readonly text: string;
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

/** Values of cells, in the narrowest type that holds them all. */
export type Values = Uint8Array | Uint16Array | Int32Array | Float32Array;

/**
 * One plane as it travels: `full` holds the values; `same` nothing, for they are those of the frame before;
 * `delta` what to add to those. "Before" is the last frame sent for the same look. `readPlane` of
 * `picture/coding.ts` puts it together.
 */
export interface WirePlane {
  /** As asked for: `Bee`, `Bee + BeeA`, a field, or {@link routePlane}. */
  readonly name: string;
  readonly coding: 'full' | 'same' | 'delta';
  /** Shape [rows, columns] of the frame; empty where `same`. */
  readonly data: Values | Int8Array;
  /** Least and greatest value of any cell in the whole grid, not only in the window. */
  readonly least: number;
  readonly greatest: number;
  /** Sum over the whole grid. */
  readonly total: number;
}

/** The plane of the route overlay: which way each cell takes in the step that follows. See {@link routes}. */
export const routePlane = '@route';
/** Value v of the route plane means `routes[v]`. */
export const routes = [
  /** Nothing can happen: left as it is. */
  'skipped',
  'exact',
  'learned',
  /** Exact, because it is outside what the abstraction was trained for. */
  'outside',
] as const;

/** Part of the grid, in cells. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a pixel of a shrunk plane shows of its cells: the greatest of them (one bee stays visible), or their mean. */
export type Shrink = 'greatest' | 'mean';

export interface FrameMessage {
  readonly type: 'frame';
  readonly run: string;
  /** Number of the look it answers. */
  readonly look: number;
  /** Which frame, from 0. */
  readonly index: number;
  /**
   * 0 for the frame as it is recorded. While a run is held at its newest frame, each change made there shows
   * that frame again, one greater. Within a look that follows, (index, revision) only ever grows.
   */
  readonly revision: number;
  /** Frames there are by now. */
  readonly frames: number;
  readonly step: number;
  readonly time: number;
  /** What the planes show, in cells: the window asked for, within the grid. */
  readonly window: Window;
  /** Cells along a side of each value: 1 where every cell has its own. The last column and row may hold fewer. */
  readonly factor: number;
  /** Values of a plane: `rows` × `columns`, row-major. columns = ceil(window.width / factor). */
  readonly columns: number;
  readonly rows: number;
  readonly shrink: Shrink;
  readonly planes: readonly WirePlane[];
  /** By observable. */
  readonly scalars: Readonly<Record<string, number>>;
  /** The cells asked for, in that order: counts by species, then values by field. */
  readonly cells: readonly CellValues[];
  /** Live runs only: what the steps since the last frame cost. */
  readonly pace?: Pace;
}

export interface CellValues {
  readonly x: number;
  readonly y: number;
  readonly counts: readonly number[];
  readonly fields: readonly number[];
}

/** How a live run is going, a mean over the steps since the frame before. */
export interface Pace {
  /** Wall seconds of a step. */
  readonly stepSeconds: number;
  /** Reaction events fired exactly or by leaps, per step. */
  readonly events?: number;
  /** Share of rows per route, in the order of {@link routes}; sums to 1. */
  readonly routes?: readonly number[];
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

// ---------------------------------------------------------------- from the page

/**
 * What the page wants to see of a run from now on; replaces the look before. `at: 'newest'` follows the run:
 * frames come as they are made, never an older one after a newer one. A number shows that frame, once.
 */
export interface Look {
  readonly type: 'look';
  readonly run: string;
  /** The page's own number of this look; frames repeat it. Greater than that of the look before. */
  readonly look: number;
  readonly at: 'newest' | number;
  /** Species, fields, sums of species `A + B`, or {@link routePlane}. */
  readonly planes: readonly string[];
  /** Default the whole grid. What lies outside it is cut off. */
  readonly window?: Window;
  /** Pixels a panel has: planes are shrunk by a whole factor until they fit. */
  readonly pixels: readonly [width: number, height: number];
  /** Default `greatest`. */
  readonly shrink?: Shrink;
  /** Cells whose values every frame brings: pins, and the one under the cursor. */
  readonly cells?: readonly (readonly [x: number, y: number])[];
}

/** The page shows the run no more. */
export interface Leave {
  readonly type: 'leave';
  readonly run: string;
}

/** The frame was drawn: send the next one. Every frame wants one, wanted or not. */
export interface Ack {
  readonly type: 'ack';
  readonly run: string;
  readonly look: number;
  readonly index: number;
  readonly revision: number;
}

export interface SeriesRequest {
  readonly type: 'series';
  readonly run: string;
  /** Planes to know quantiles of. */
  readonly bands: readonly string[];
  readonly points: number;
}

export interface CellRequest {
  readonly type: 'cell';
  readonly run: string;
  readonly x: number;
  readonly y: number;
  readonly points: number;
}

export interface Control {
  readonly type: 'control';
  readonly run: string;
  /** Greater than 0; the answer repeats it. */
  readonly tag: number;
  /** `step` makes a paused run go on to its next frame. */
  readonly action: 'pause' | 'resume' | 'step' | 'stop';
}

/** Changes a live run, at its next step. */
export interface ChangeRequest {
  readonly type: 'change';
  readonly run: string;
  readonly tag: number;
  readonly change: Change;
}

/** Starts another run from a frame, with the same random numbers; the answer names it. */
export interface ForkRequest {
  readonly type: 'fork';
  readonly run: string;
  readonly tag: number;
  readonly index: number;
  /** Made at that frame. */
  readonly changes: readonly Change[];
  /** What becomes of later changes of the original. Default `keep`. */
  readonly later?: 'keep' | 'drop';
}

export type PageMessage =
  | Look
  | Leave
  | Ack
  | SeriesRequest
  | CellRequest
  | Control
  | ChangeRequest
  | ForkRequest;

// ---------------------------------------------------------------- in a share file

/** The script element of a share file that holds a {@link SharedRecording}: msgpackr, gzipped, in base64. */
export const shareElement = 'crn-grid-recording';

/** A small recording inside a page, all of it. The page answers its own looks with `picture/answer-look.ts`. */
export interface SharedRecording {
  readonly format: 'crn-grid share';
  readonly formatVersion: 1;
  readonly info: RunInfo;
  readonly marks: readonly Mark[];
  /** Shape [frames] each. */
  readonly steps: Int32Array;
  readonly times: Float64Array;
  readonly scalars: Readonly<Record<string, Float64Array>>;
  /** Of each frame: counts of shape [cells, species], in the narrowest type that holds them. */
  readonly counts: readonly Values[];
  /** Of each frame, by field: shape [cells]. */
  readonly fields: readonly Readonly<Record<string, Float32Array>>[];
}
