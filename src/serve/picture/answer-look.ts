/** What a look gets to see of a frame. The same for a live run, a recording and a share file; nothing of Node in here. */
import {
  type CellValues,
  type FrameMessage,
  type Pace,
  routePlane,
  routes,
  type Values,
  type WirePlane,
} from '../protocol/frames.ts';
import type { Look } from '../protocol/from-page.ts';
import type { RunFacts } from '../protocol/run-info.ts';
import { codePlane } from './coding.ts';
import type { FramePlanes, FrameState, Plane } from './planes-of.ts';
import { clipped, factorFor, shrunkPlane } from './shrink.ts';

/** What a page has got for its look so far: values by plane. */
export type SeenPlanes = Map<string, Values>;

/** A frame, and where it stands in its run. */
export interface FrameNow {
  readonly index: number;
  readonly revision: number;
  readonly frames: number;
  readonly planes: FramePlanes;
  readonly pace?: Pace;
}

/** A cell's values; what lies outside the grid has none. */
function cellValues(info: RunFacts, state: FrameState, x: number, y: number): CellValues {
  const cell = y * info.width + x;
  const inside = x < info.width && y < info.height;
  const row = (_: unknown, s: number): number => state.counts[cell * info.species.length + s]!;
  return {
    x,
    y,
    counts: inside ? info.species.map(row) : [],
    fields: inside ? info.fields.map(({ name }) => state.fields[name]![cell]!) : [],
    ...(inside && state.route ? { route: state.route[cell]! } : {}),
  };
}

/** Shares of values 0, 1, … in the order of `routes`. */
function sharesOf({ values }: Plane): number[] {
  const seen = routes.map(() => 0);
  for (let i = 0; i < values.length; i++) seen[values[i]!]!++;
  return seen.map((n) => n / values.length);
}

/**
 * The frame as a look wants it.
 *
 * @param seen  planes sent for this look before; brought up to date. Empty at the start of a look
 */
export function answerLook(
  info: RunFacts,
  look: Look,
  { index, revision, frames, planes, pace }: FrameNow,
  seen: SeenPlanes,
): FrameMessage {
  const { state } = planes;
  const window = clipped(look.window, info.width, info.height);
  const factor = factorFor(window, look.pixels);
  const shrink = look.shrink ?? 'greatest';
  const isWhole = window.width === info.width && window.height === info.height;
  const squares = isWhole && factor > 1 && shrink === 'greatest' ? { across: info.width, factor } : undefined;
  planes.prepare(look.planes, squares);
  const wire = look.planes.map((name): WirePlane => {
    const ready = squares && planes.ofSquares(name, squares);
    const { least, greatest, total } = ready ?? planes.plane(name);
    const how = name === routePlane ? 'greatest' : shrink;
    const values = ready?.values ?? shrunkPlane(planes.plane(name), info.width, window, factor, how);
    const coded = codePlane(values, seen.get(name));
    seen.set(name, values);
    return { name, ...coded, least, greatest, total };
  });
  return {
    type: 'frame',
    run: info.id,
    look: look.look,
    index,
    revision,
    frames,
    step: state.step,
    time: state.time,
    window,
    factor,
    columns: Math.ceil(window.width / factor),
    rows: Math.ceil(window.height / factor),
    shrink,
    planes: wire,
    scalars: state.scalars,
    ...(look.planes.includes(routePlane) ? { routes: sharesOf(planes.plane(routePlane)) } : {}),
    cells: (look.cells ?? []).map(([x, y]) => cellValues(info, state, x, y)),
    ...(pace ? { pace } : {}),
  };
}
