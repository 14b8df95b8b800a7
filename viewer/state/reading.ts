/** When the page's words and charts are written anew: at once for whoever does something, else as often as can be read. */
import { besideRun, frontRun, type PageState } from './page-state.ts';

/** Least milliseconds between two writings while frames come by themselves. */
export const readable = 250;

/** Do frames come by themselves: of a run that is followed while it goes on, or by playing? */
export function isFlowing(state: PageState): boolean {
  const { at, playing } = state.view;
  const goesOn = [frontRun(state), besideRun(state)].some((run) => run?.status.state === 'running');
  return playing || (at === 'newest' && goesOn);
}

/** All that frames which come by themselves leave as it is: where one of it changes, somebody has done something. */
export function unmoved(state: PageState): readonly unknown[] {
  const { runs, view, ...rest } = state;
  const { at, ...chosen } = view;
  const ofRuns = Object.values(runs).flatMap(({ info, marks, status }) => [info, marks, status.state]);
  return [view.playing || at, ...Object.values(chosen), ...Object.values(rest), ...ofRuns];
}
