/** Frames as they travel, and what a look may ask of them. */

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

/**
 * The plane of the route overlay: which way each cell went in the step that led to the frame. Value v means
 * `routes[v]`; a pixel of many cells shows the greatest of them, whatever is asked for.
 */
export const routePlane = '@route';
export { routes } from '../../kernels/routes.ts';

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
   * How many of the changes made at this frame it shows; 0 is the frame as it is recorded. A look at a number
   * shows them all. While a run is held at its newest frame, each change made there shows that frame again,
   * one greater. Within a look that follows, (index, revision) only ever grows.
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
  /** Where the route plane is asked for: the share of all cells per route, in the order of {@link routes}. */
  readonly routes?: readonly number[];
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
  /** Which way it went in the step that led here, by number; absent where that is not known. */
  readonly route?: number;
}

/** How a live run is going, a mean over the steps since the frame before. */
export interface Pace {
  /** Wall seconds of a step. */
  readonly stepSeconds: number;
  /** Reaction events fired exactly or by leaps, per step. */
  readonly events?: number;
}
