/** All that a page knows and shows: plain data, replaced and never changed in place. */

import type { CellValues, Pace, Values } from '../../src/serve/protocol/frames.ts';
import type { CellMessage, SeriesMessage } from '../../src/serve/protocol/from-server.ts';
import type { Mark, RunInfo, RunStatus } from '../../src/serve/protocol/run-info.ts';
import type { Range, ScaleKind } from '../picture/cell-scale.ts';
import type { CellWindow } from '../picture/cell-window.ts';
import type { ColourMapName } from '../picture/colour-map.ts';
import type { Link } from '../source/frame-source.ts';
import type { Staged } from './changes/staged.ts';

/** One plane of the frame on show. */
export interface ShownPlane {
  /** Shape [rows, columns] of the frame. */
  readonly values: Values;
  /** Over the whole grid. */
  readonly range: Range;
  readonly total: number;
}

/** The frame on show of one run. */
export interface ShownFrame {
  /** Number of the look it answers. */
  readonly look: number;
  readonly index: number;
  readonly step: number;
  readonly time: number;
  /** The cells its planes cover; those at the edge of the picture whole. */
  readonly window: CellWindow;
  /** Cells along a side of each value. */
  readonly factor: number;
  readonly columns: number;
  readonly rows: number;
  readonly planes: ReadonlyMap<string, ShownPlane>;
  readonly scalars: Readonly<Record<string, number>>;
  /** Share of all cells per route, where the look asked. */
  readonly routes?: readonly number[];
  readonly cells: readonly CellValues[];
  readonly pace?: Pace;
}

/** What is known of one plane from all frames seen. */
export interface SeenPlane {
  readonly range: Range;
  /** Logarithmic once counts have been far apart; never back, so that nothing jumps. */
  readonly kind: ScaleKind;
}

export interface RunView {
  readonly info: RunInfo;
  readonly status: RunStatus;
  readonly marks: readonly Mark[];
  readonly frame?: ShownFrame;
  readonly series?: SeriesMessage;
  /** Pinned cells over time, by number of the cell. */
  readonly cells: Readonly<Record<number, CellMessage>>;
  readonly seen: Readonly<Record<string, SeenPlane>>;
}

export interface Brush {
  /** A species or field. */
  readonly name: string;
  readonly how: 'add' | 'set';
  readonly value: number;
  /** Cells from the middle to the rim; 0 is one cell. */
  readonly radius: number;
  /** Paint even what the network conserves? */
  readonly breakLaws: boolean;
}

/** What its reader has chosen. */
export interface View {
  /** Planes on show, in order. */
  readonly planes: readonly string[];
  readonly scale: 'auto' | ScaleKind;
  /** `seen`: the greatest value so far; `frame`: of this frame; `fixed`: as typed in. */
  readonly range: 'seen' | 'frame' | 'fixed';
  /** By plane; `''` for the scale that all share. */
  readonly fixed: Readonly<Record<string, Range>>;
  /** One scale for all planes of counts. */
  readonly shared: boolean;
  readonly colours: ColourMapName;
  /** Drawn over the cells: the way each one takes, or only where an abstraction is outside its domain. */
  readonly overlay: 'none' | 'routes' | 'domain';
  /** Absent: the whole grid. */
  readonly window?: CellWindow;
  /** The cell under the pointer, or the one the arrow keys walk over. */
  readonly cursor?: number;
  /** Cells whose series are shown, oldest first. */
  readonly pins: readonly number[];
  readonly tool: 'look' | 'paint';
  readonly brush: Brush;
  /** What the next fork begins with, from whichever frame it is made. */
  readonly staged: Staged;
  /** What becomes in the next fork of changes that the run has seen after the frame on show. */
  readonly later: 'keep' | 'drop';
  /** The frame on show, of the run in front. */
  readonly at: 'newest' | number;
  /** Does time go on by itself: through what is recorded, or by making a paused run go on? */
  readonly playing: boolean;
  /** Frames per second; of {@link speeds}. */
  readonly speed: number;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly help: boolean;
}

/** A line that comes and goes: what was refused, what was saved. */
export interface Notice {
  readonly tone: 'done' | 'wrong';
  readonly text: string;
}

export interface PageState {
  readonly link: Link;
  /** Of the server; '' before the first hello. */
  readonly session: string;
  readonly version: string;
  readonly runs: Readonly<Record<string, RunView>>;
  /** Their ids, in the order they came. */
  readonly order: readonly string[];
  /** The run in front. */
  readonly front?: string;
  /** The run next to it. */
  readonly beside?: string;
  readonly view: View;
  readonly notices: readonly Notice[];
}

/** Infinity: as fast as it goes. */
export const speeds = [1, 2, 5, 10, 20, 30, 60, Number.POSITIVE_INFINITY] as const;

/** More pins than this push the oldest out. */
export const mostPins = 4;

export const initialState: PageState = {
  link: { state: 'connecting' },
  session: '',
  version: '',
  runs: {},
  order: [],
  view: {
    planes: [],
    scale: 'auto',
    range: 'seen',
    fixed: {},
    shared: false,
    colours: 'viridis',
    overlay: 'none',
    pins: [],
    tool: 'look',
    brush: { name: '', how: 'add', value: 10, radius: 1, breakLaws: false },
    staged: [],
    later: 'keep',
    at: 'newest',
    playing: false,
    speed: 10,
    theme: 'auto',
    help: false,
  },
  notices: [],
};

/** The run in front, once there is one. */
export function frontRun(state: PageState): RunView | undefined {
  return state.front === undefined ? undefined : state.runs[state.front];
}

/** The run next to it, if two are on show. */
export function besideRun(state: PageState): RunView | undefined {
  return state.beside === undefined ? undefined : state.runs[state.beside];
}
