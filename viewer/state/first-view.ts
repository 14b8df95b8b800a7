/** What a run shows before anybody has chosen. */
import type { RunInfo } from '../../src/serve/protocol/run-info.ts';
import { type RunView, speeds, type View } from './page-state.ts';
import { isGoing } from './time.ts';

/** More panels than this are too small to read. */
const mostPlanes = 6;

/** A recording plays through in about this many seconds. */
const playSeconds = 20;

/** All species and fields, or where they are many those that the scenario names for viewers. */
export function firstPlanes({ species, fields }: RunInfo): string[] {
  const all = [...species, ...fields];
  const named = all.filter(({ label, colour }) => label !== undefined || colour !== undefined);
  const chosen = all.length <= mostPlanes || named.length === 0 ? all : named;
  return chosen.slice(0, mostPlanes).map(({ name }) => name);
}

/** A live run with no more frames has just begun: it is shown from the start, and followed once caught up with. */
const fresh = 100;

/**
 * The view of a run that comes in front.
 *
 * @param keep  the reader has looked at it before: only the place in time is new
 */
export function firstView(view: View, run: RunView, keep: boolean): View {
  const { info, status } = run;
  const live = info.source === 'live';
  const speed = live ? 10 : speeds.find((s) => s >= Math.min(60, status.frames / playSeconds))!;
  const { window: _window, cursor: _cursor, ...rest } = view;
  const follows = live && isGoing(run) && (status.state === 'paused' || status.frames > fresh);
  const place = {
    at: follows ? ('newest' as const) : 0,
    playing: !follows && (live || status.frames > 1),
    speed,
  };
  if (keep) return { ...view, ...place };
  return {
    ...rest,
    ...place,
    planes: firstPlanes(info),
    fixed: {},
    staged: [],
    pins: [],
    tool: 'look',
    overlay: 'none',
    brush: { ...view.brush, name: [...info.species, ...info.fields].at(-1)?.name ?? '' },
  };
}
