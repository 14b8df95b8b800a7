/** What a reader does to the view: cells, panels, runs. Each from one state to the next. */
import type { CellWindow } from '../picture/cell-window.ts';
import { panned, showing, wholeGrid, zoomed } from '../picture/cell-window.ts';
import { changesGoTo } from './changes/where.ts';
import { firstPlanes, firstView } from './first-view.ts';
import { frontRun, mostPins, type Notice, type PageState, type View } from './page-state.ts';
import { withView } from './time.ts';

/** What all panels show of the grid. */
export function windowOf(state: PageState): CellWindow {
  return state.view.window ?? wholeGrid(frontRun(state)?.info ?? { width: 1, height: 1 });
}

function withWindow(state: PageState, window: CellWindow): PageState {
  const { info } = frontRun(state)!;
  if (window.width < info.width || window.height < info.height) return withView(state, { window });
  const { window: _, ...view } = state.view;
  return { ...state, view };
}

/** Closer by `factor` at (`u`, `v`), 0 to 1 across and down a panel. */
export function zoomBy(state: PageState, factor: number, u = 0.5, v = 0.5): PageState {
  const run = frontRun(state);
  return run ? withWindow(state, zoomed(windowOf(state), run.info, factor, u, v)) : state;
}

/** Moved by shares of what a panel shows. */
export function panBy(state: PageState, du: number, dv: number): PageState {
  const run = frontRun(state);
  if (!run || !state.view.window) return state;
  const { window } = state.view;
  return withWindow(state, panned(window, run.info, du * window.width, dv * window.height));
}

/** All of the grid again. */
export function zoomOut(state: PageState): PageState {
  const { window: _, ...view } = state.view;
  return { ...state, view };
}

/** The cell that is read out; undefined: none. */
export function withCursor(state: PageState, cell: number | undefined): PageState {
  if (cell === state.view.cursor) return state;
  const { cursor: _, ...view } = state.view;
  return { ...state, view: cell === undefined ? view : { ...view, cursor: cell } };
}

/** The cursor, so many cells further; the panels follow it. From nowhere it starts in the middle. */
export function cursorBy(state: PageState, dx: number, dy: number): PageState {
  const run = frontRun(state);
  if (!run) return state;
  const { width, height } = run.info;
  const window = windowOf(state);
  const middle = [Math.floor(window.x + window.width / 2), Math.floor(window.y + window.height / 2)] as const;
  const { cursor } = state.view;
  const [x, y] = cursor === undefined ? middle : [(cursor % width) + dx, Math.floor(cursor / width) + dy];
  const cell = Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x));
  return withCursor(withWindow(state, showing(window, run.info, cell)), cell);
}

/** Pins a cell, or takes its pin out. */
export function togglePin(state: PageState, cell: number): PageState {
  const { pins } = state.view;
  const next = pins.includes(cell) ? pins.filter((p) => p !== cell) : [...pins, cell].slice(-mostPins);
  return withView(state, { pins: next });
}

/** Shows a plane, or hides it; the last one stays. Planes stand in the order of `all`. */
export function togglePlane(state: PageState, name: string, all: readonly string[]): PageState {
  const { planes } = state.view;
  if (!planes.includes(name)) {
    const wanted = new Set([...planes, name]);
    return withView(state, { planes: all.filter((p) => wanted.has(p)) });
  }
  return planes.length > 1 ? withView(state, { planes: planes.filter((p) => p !== name) }) : state;
}

/** One plane alone, or all that were there at first. */
export function soloPlane(state: PageState, name: string): PageState {
  const run = frontRun(state);
  const alone = state.view.planes.length === 1 && state.view.planes[0] === name;
  return run ? withView(state, { planes: alone ? firstPlanes(run.info) : [name] }) : state;
}

/** Another run in front. */
export function showRun(state: PageState, id: string): PageState {
  const run = state.runs[id];
  if (!run || id === state.front) return state;
  const before = frontRun(state);
  const { beside: _, ...rest } = state;
  const alike = before && sameShape(before.info, run.info);
  return { ...rest, front: id, view: firstView(state.view, run, alike === true) };
}

/** A second run next to the one in front; undefined: none. */
export function showBeside(state: PageState, id: string | undefined): PageState {
  const { beside: _, ...rest } = state;
  return id === undefined || id === state.front || !state.runs[id] ? rest : { ...rest, beside: id };
}

/** Can two runs stand next to each other? */
export function sameShape(
  a: {
    readonly width: number;
    readonly height: number;
    readonly species: readonly { readonly name: string }[];
  },
  b: typeof a,
): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.species.length === b.species.length &&
    a.species.every(({ name }, i) => name === b.species[i]!.name)
  );
}

/** The next of some choices, around. */
export function nextOf<T>(choices: readonly T[], now: T): T {
  return choices[(choices.indexOf(now) + 1) % choices.length]!;
}

/** Takes the brush, or puts it down; there is one where changes go anywhere. */
export function toggleBrush(state: PageState): PageState {
  const can = changesGoTo(state) !== 'nowhere';
  return withView(state, { tool: can && state.view.tool === 'look' ? 'paint' : 'look' });
}

/** The state with some of its brush replaced. */
export function withBrush(state: PageState, change: Partial<View['brush']>): PageState {
  return withView(state, { brush: { ...state.view.brush, ...change } });
}

/** A line that says how something went. */
export function withNotice(state: PageState, tone: Notice['tone'], text: string): PageState {
  return { ...state, notices: [...state.notices.filter((n) => n.text !== text), { tone, text }].slice(-3) };
}

/** Without that line. */
export function withoutNotice(state: PageState, notice: Notice): PageState {
  return { ...state, notices: state.notices.filter((n) => n !== notice) };
}

/** Without what went wrong before: its reader has gone on. */
export function withoutWrongs(state: PageState): PageState {
  const notices = state.notices.filter(({ tone }) => tone !== 'wrong');
  return notices.length < state.notices.length ? { ...state, notices } : state;
}
