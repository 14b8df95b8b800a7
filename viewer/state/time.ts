/** Frames and times: which frame is on show, and which one next to it. */
import { besideRun, frontRun, type PageState, type RunView, speeds, type View } from './page-state.ts';

/** Time of a run's first frame. */
function firstTime({ series, info }: RunView): number {
  const known = series?.scalars;
  return known?.indices[0] === 0 ? known.times[0]! : (info.parent?.time ?? 0);
}

/** Frame whose time is nearest; frames are evenly spaced, but for the last. */
export function indexAtTime(run: RunView, time: number): number {
  const last = run.status.frames - 1;
  const [first, newest] = [firstTime(run), run.status.time];
  if (last <= 0 || newest <= first) return 0;
  return Math.min(last, Math.max(0, Math.round(((time - first) / (newest - first)) * last)));
}

/** Time of a frame, by the same rule. */
export function timeAtIndex(run: RunView, index: number): number {
  const last = run.status.frames - 1;
  const first = firstTime(run);
  return last <= 0 ? first : first + ((run.status.time - first) * Math.min(index, last)) / last;
}

/** Can more frames come? */
export function isGoing({ status }: RunView): boolean {
  return status.state === 'starting' || status.state === 'running' || status.state === 'paused';
}

/** The newest frame that both runs have, if two are on show. */
function newestOfBoth(state: PageState): number | 'newest' {
  const [front, beside] = [frontRun(state), besideRun(state)];
  if (!front || !beside || beside.status.time >= front.status.time) return 'newest';
  return indexAtTime(front, beside.status.time);
}

/** What the run in front shows. */
export function frontIndex(state: PageState): number | 'newest' {
  const front = frontRun(state);
  const { at } = state.view;
  if (at === 'newest' || !front) return newestOfBoth(state);
  return Math.max(0, Math.min(at, front.status.frames - 1));
}

/** What the run next to it shows: the same time. */
export function besideIndex(state: PageState): number | 'newest' {
  const [front, beside] = [frontRun(state), besideRun(state)];
  if (!front || !beside) return 'newest';
  const index = frontIndex(state);
  if (index === 'newest') {
    const time = front.frame?.time ?? front.status.time;
    return beside.status.time > time ? indexAtTime(beside, time) : 'newest';
  }
  return indexAtTime(beside, timeAtIndex(front, index));
}

/** Number of the frame on show, or about to be. */
export function shownIndex(state: PageState): number {
  const front = frontRun(state);
  if (!front) return 0;
  const index = frontIndex(state);
  return index === 'newest' ? Math.max(0, front.status.frames - 1) : index;
}

/** The view at a frame; at the newest of a run that goes on, it follows. */
export function seekTo(state: PageState, index: number): PageState {
  const front = frontRun(state);
  if (!front) return state;
  const last = front.status.frames - 1;
  const at = index >= last && isGoing(front) ? 'newest' : Math.max(0, Math.min(last, Math.round(index)));
  return withView(state, { at, playing: false });
}

/** So many frames on, or back. */
export function stepBy(state: PageState, frames: number): PageState {
  return seekTo(state, shownIndex(state) + frames);
}

/** Plays what is recorded, from the start if it stands at the end; or stops playing. */
export function togglePlaying(state: PageState): PageState {
  const front = frontRun(state);
  if (!front) return state;
  if (state.view.playing) return withView(state, { playing: false });
  const at = shownIndex(state);
  const last = front.status.frames - 1;
  return withView(state, { playing: last > 0, at: at >= last ? 0 : at });
}

/** The runs on show that can be held and let go: two that stand side by side, together. */
export function steeredRuns(state: PageState): RunView[] {
  const shown = [frontRun(state), besideRun(state)];
  return shown.flatMap((run) => (run?.info.can.control && isGoing(run) ? [run] : []));
}

/** Are runs followed that can still be steered? */
export function isSteered(state: PageState): boolean {
  return state.view.at === 'newest' && steeredRuns(state).length > 0;
}

/** Do they all wait to be told to go on? */
export function isHeld(state: PageState): boolean {
  return isSteered(state) && steeredRuns(state).every(({ status }) => status.state === 'paused');
}

/** A run that has just begun is not caught up with before so many frames have been played: more may be coming fast. */
const settling = 5;

/** Where playing has come to: `ahead` frames after `from`. A held run is then made to go on; else it ends there. */
export function playedTo(state: PageState, from: number, ahead: number): PageState {
  const front = frontRun(state);
  if (!front || !state.view.playing || state.view.at === 'newest') return state;
  const last = front.status.frames - 1;
  const at = Math.floor(from + ahead);
  const isFirst = isGoing(front) && ahead < settling;
  if (at < last || isFirst) return withView(state, { at: Math.min(at, last) });
  const ended = withView(state, { at: isGoing(front) ? 'newest' : last, playing: false });
  return isHeld(ended) && Number.isFinite(state.view.speed) ? withView(ended, { playing: true }) : ended;
}

/** The next faster or slower speed. */
export function speedBy(state: PageState, steps: number): PageState {
  const now = speeds.findIndex((s) => s >= state.view.speed);
  const next = speeds[Math.max(0, Math.min(speeds.length - 1, (now < 0 ? speeds.length - 1 : now) + steps))]!;
  return withView(state, { speed: next });
}

/** The state with some of its view replaced. */
export function withView(state: PageState, change: Partial<View>): PageState {
  return { ...state, view: { ...state.view, ...change } };
}
