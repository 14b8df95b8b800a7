/** Where a change goes that is made on the frame on show: one rule for rates and for the brush. */
import { frontRun, type PageState } from '../page-state.ts';
import { frontIndex, isGoing } from '../time.ts';

/** Into the run, at its newest frame; else to those that wait for a fork; else nowhere. */
export function changesGoTo(state: PageState): 'run' | 'fork' | 'nowhere' {
  const run = frontRun(state);
  if (!run) return 'nowhere';
  const { info } = run;
  if (info.can.change && isGoing(run) && frontIndex(state) === 'newest') return 'run';
  return info.cannotFork === undefined ? 'fork' : 'nowhere';
}

/** That rule as it holds for the frame on show. */
export function ruleInWords(state: PageState): string {
  const to = changesGoTo(state);
  if (to === 'run') return 'Changes are made here, before the next step, and recorded.';
  if (to === 'fork') return 'Changes wait for a fork: k makes it at the frame shown.';
  return 'As recorded.';
}
