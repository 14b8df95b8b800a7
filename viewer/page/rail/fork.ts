/** A second future: what it begins with, and from where. */
import { shortNumber } from '../../../src/figures/words.ts';
import { changeInWords } from '../../../src/serve/protocol/change-words.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { shownIndex, timeAtIndex, withView } from '../../state/time.ts';
import type { Actions } from '../input/actions.ts';
import { button, choice, element, refill, setShown, setText } from '../kit/element.ts';
import { row, section } from './section.ts';

export function createFork(store: Store, actions: Actions): HTMLElement {
  const { root, body } = section('Fork');
  const why = element('p', { class: 'hint' });
  const waiting = element('div', {
    class: 'chips',
    role: 'group',
    'aria-label': 'What the fork begins with',
  });
  const later = choice(
    'Later changes of the run',
    [
      ['keep', 'are made in the fork too'],
      ['drop', 'are left out'],
    ],
    (value) => store.update((s) => withView(s, { later: value as 'keep' | 'drop' })),
  );
  const laterRow = row('later changes', later);
  const fork = button(
    '',
    'A second future from the frame on show, with the same random numbers (k)',
    () => actions.fork(),
    { class: 'wide' },
  );
  body.append(why, waiting, laterRow, fork);

  function list(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const { staged } = state.view;
    setShown(waiting, staged.length > 0);
    // The last one that is taken away leaves the focus to what is next.
    if (staged.length === 0 && waiting.contains(document.activeElement)) fork.focus();
    refill(
      waiting,
      staged.map((change, i) =>
        button(
          `${changeInWords(change, run.info)} ×`,
          'Leave this change out',
          () => store.update((s) => withView(s, { staged: s.view.staged.filter((_, at) => at !== i) })),
          { class: 'chip' },
        ),
      ),
    );
  }

  function show(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const { cannotFork } = run.info;
    const { staged } = state.view;
    setText(why, cannotFork ?? '');
    setShown(why, cannotFork !== undefined);
    setShown(fork, cannotFork === undefined);
    const time = run.frame?.time ?? timeAtIndex(run, shownIndex(state));
    setShown(laterRow, cannotFork === undefined && run.marks.some((mark) => mark.time >= time));
    later.value = state.view.later;
    const changes = staged.length === 0 ? '' : ` with ${staged.length} change${staged.length > 1 ? 's' : ''}`;
    setText(fork, `Fork at t = ${shortNumber(time, 4)}${changes}`);
  }

  store.watch((s) => [s.view.staged, frontRun(s)?.info.species, frontRun(s)?.info.fields], list);
  store.watch(
    (s) => [
      frontRun(s)?.info,
      frontRun(s)?.marks,
      frontRun(s)?.frame?.time,
      s.view.staged,
      s.view.at,
      s.view.later,
    ],
    show,
  );
  return root;
}
