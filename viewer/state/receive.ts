/** What a message of the server makes of the page's state. */
import { scaleChooser } from '../../src/figures/colour-scale.ts';
import { readPlane } from '../../src/serve/picture/coding.ts';
import { type FrameMessage, routePlane } from '../../src/serve/protocol/frames.ts';
import type { RunMessage, ServerMessage } from '../../src/serve/protocol/from-server.ts';
import { protocolVersion } from '../../src/serve/protocol/terms.ts';
import { joined } from '../picture/cell-scale.ts';
import { firstView } from './first-view.ts';
import type { PageState, RunView, SeenPlane, ShownFrame, ShownPlane } from './page-state.ts';

/** The state after a message. Messages about runs that are not known change nothing. */
export function received(state: PageState, message: ServerMessage): PageState {
  switch (message.type) {
    case 'hello':
      return greeted(state, message);
    case 'run':
      return withRun(state, message);
    case 'status':
      return changed(state, message.run, (run) => ({ ...run, status: message.status }));
    case 'marks':
      return changed(state, message.run, (run) => ({
        ...run,
        marks: message.marks,
        info: { ...run.info, rates: message.rates },
      }));
    case 'frame':
      return changed(state, message.run, (run) => withFrame(run, message));
    case 'series':
      return changed(state, message.run, (run) => ({ ...run, series: message }));
    case 'cell':
      return changed(state, message.run, (run) => ({
        ...run,
        cells: { ...run.cells, [message.y * run.info.width + message.x]: message },
      }));
    case 'answer':
      return state;
  }
}

function changed(state: PageState, id: string, change: (run: RunView) => RunView): PageState {
  const run = state.runs[id];
  return run ? { ...state, runs: { ...state.runs, [id]: change(run) } } : state;
}

function withRun(state: PageState, { info, status, marks }: Omit<RunMessage, 'type'>): PageState {
  const known = state.runs[info.id];
  const run: RunView = { ...(known ?? { cells: {}, seen: {} }), info, status, marks };
  const order = known ? state.order : [...state.order, info.id];
  return { ...state, runs: { ...state.runs, [info.id]: run }, order };
}

/** A link to the same session goes on where the last one broke; another one starts from nothing. */
function greeted(state: PageState, hello: ServerMessage & { type: 'hello' }): PageState {
  if (hello.protocol !== protocolVersion) {
    const reason = `This page speaks version ${protocolVersion} and crn-grid ${hello.version} speaks ${hello.protocol}. Reload the page.`;
    return { ...state, link: { state: 'closed', reason } };
  }
  const same = hello.session === state.session;
  const { beside: _, front, ...rest } = state;
  let next: PageState = same
    ? state
    : { ...rest, runs: {}, order: [], session: hello.session, version: hello.version };
  for (const run of hello.runs) next = withRun(next, run);
  next = { ...next, link: { state: 'open' } };
  if (next.front !== undefined && next.runs[next.front]) return next;
  const first = next.runs[next.order[0] ?? ''];
  if (!first) return next;
  const isKnown = front !== undefined && front === first.info.id;
  return { ...next, front: first.info.id, view: firstView(state.view, first, isKnown) };
}

function withFrame(run: RunView, message: FrameMessage): RunView {
  const before = run.frame?.look === message.look ? run.frame : undefined;
  const planes = new Map<string, ShownPlane>();
  for (const { name, least, greatest, total, ...coded } of message.planes) {
    const values = readPlane(coded, before?.planes.get(name)?.values);
    planes.set(name, { values, range: { min: least, max: greatest }, total });
  }
  const { look, index, step, time, window, factor, columns, rows, scalars, cells, routes, pace } = message;
  const bare = { look, index, step, time, window, factor, columns, rows, planes, scalars, cells };
  const frame: ShownFrame = { ...bare, ...(routes ? { routes } : {}), ...(pace ? { pace } : {}) };
  const status = message.frames > run.status.frames ? { ...run.status, frames: message.frames } : run.status;
  return { ...run, status, frame, seen: seenNow(run.seen, planes) };
}

/** The ranges so far, with those of new planes. The same object where nothing is new. */
function seenNow(seen: RunView['seen'], planes: ShownFrame['planes']): RunView['seen'] {
  let now = seen;
  for (const [name, plane] of planes) {
    if (name === routePlane) continue;
    const old = seen[name];
    const range = old ? joined(old.range, plane.range) : plane.range;
    if (old && range.min === old.range.min && range.max === old.range.max) continue;
    now = { ...now, [name]: { range, kind: kindNow(old, plane) } };
  }
  return now;
}

function kindNow(old: SeenPlane | undefined, { values }: ShownPlane): SeenPlane['kind'] {
  if (old?.kind === 'log') return 'log';
  const chooser = scaleChooser();
  chooser.take(Float64Array.from(values));
  return chooser.scale().kind;
}
