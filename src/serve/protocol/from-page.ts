/** What a page says. */
import type { Change } from '../../record/intervention.ts';
import type { Shrink, Window } from './frames.ts';

export type { Change };

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
