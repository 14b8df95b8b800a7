/** The line at the top: which run, how it is, and what can be done with it. */
import { shortNumber } from '../../../src/figures/words.ts';
import { sameShape, showBeside, showRun, withNotice } from '../../state/choose.ts';
import { besideRun, frontRun, type PageState, type RunView } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { steeredRuns, withView } from '../../state/time.ts';
import type { Actions } from '../input/actions.ts';
import { choice, element, setShown, setText } from '../kit/element.ts';
import { iconButton, setIcon } from '../kit/icons.ts';
import { nextTheme } from '../kit/theme.ts';

export interface Taking {
  /** Saves what is on show as a PNG. */
  picture(): void;
  /** Begins or ends a film. */
  film(): void;
}

const stateWords = {
  starting: 'starting',
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
} as const;

/** Does one of the runs on show go on by itself? */
function areGoing(state: PageState): boolean {
  return steeredRuns(state).some(({ status }) => status.state !== 'paused');
}

function nameOf({ info }: RunView): string {
  return info.parent ? `${info.id}, from t = ${shortNumber(info.parent.time, 4)}` : info.name;
}

export function createHeader(host: HTMLElement, store: Store, actions: Actions, taking: Taking) {
  const name = element('h1', { class: 'run-name' });
  const runs = choice('Run in front', [], (id) => store.update((s) => showRun(s, id)));
  const beside = choice('Run beside it', [], (id) => store.update((s) => showBeside(s, id || undefined)));
  const badge = element('span', { class: 'badge' });
  const kernel = element('span', { class: 'kernel' });
  const pause = iconButton(
    'pause',
    'Pause',
    () => void actions.control(areGoing(store.get()) ? 'pause' : 'resume'),
  );
  const step = iconButton('step', 'Make one frame (.)', () => void actions.control('step'));
  const stop = iconButton('stop', 'Stop the run in front for good', () => void actions.control('stop'));
  const fork = iconButton('fork', 'Fork: a second future from this frame (k)', () => void actions.fork());
  const steering = element(
    'div',
    { class: 'group', role: 'group', 'aria-label': 'The run' },
    pause,
    step,
    stop,
  );
  const film = iconButton('film', 'Film what is on show as WebM (v)', taking.film);
  host.append(
    element('span', { class: 'brand' }, 'crn-grid'),
    name,
    runs,
    element('span', { class: 'beside-label' }, 'beside'),
    beside,
    badge,
    kernel,
    element('span', { class: 'spring' }),
    steering,
    fork,
    element(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'The page' },
      iconButton('camera', 'Save a PNG of what is on show (p)', taking.picture),
      film,
      iconButton('theme', 'Dark, light, or as the system has it (t)', () =>
        store.update((s) => {
          const theme = nextTheme(s.view.theme);
          return withNotice(
            withView(s, { theme }),
            'done',
            `theme: ${theme === 'auto' ? 'as the system has it' : theme}`,
          );
        }),
      ),
      iconButton('help', 'Keys and help (?)', () => store.update((s) => withView(s, { help: !s.view.help }))),
    ),
  );
  const besideLabel = beside.previousElementSibling as HTMLElement;

  function list(state: PageState): void {
    const options = (ids: readonly string[]) =>
      ids.map((id) => element('option', { value: id }, nameOf(state.runs[id]!)));
    const front = frontRun(state);
    const others = front
      ? state.order.filter((id) => id !== state.front && sameShape(front.info, state.runs[id]!.info))
      : [];
    runs.replaceChildren(...options(state.order));
    beside.replaceChildren(element('option', { value: '' }, 'none'), ...options(others));
    runs.value = state.front ?? '';
    beside.value = state.beside ?? '';
    setShown(runs, state.order.length > 1);
    setShown(name, state.order.length <= 1);
    setShown(beside, others.length > 0);
    setShown(besideLabel, others.length > 0);
  }

  function describe(state: PageState): void {
    const run = frontRun(state);
    setText(name, run?.info.name ?? '');
    setShown(badge, run !== undefined);
    setShown(fork, run !== undefined && run.info.cannotFork === undefined);
    const steered = steeredRuns(state);
    const canControl = run?.info.can.control ?? false;
    setShown(steering, (canControl || steered.length > 0) && state.link.state === 'open');
    if (!run) {
      setText(kernel, '');
      return;
    }
    const { info, status } = run;
    const ended = status.state === 'finished' || status.state === 'stopped' || status.state === 'failed';
    const word = info.source === 'live' ? stateWords[status.state] : 'recording';
    badge.dataset.state = info.source === 'live' ? status.state : 'recording';
    setText(badge, info.source === 'live' && !ended ? `live · ${word}` : word);
    setText(kernel, info.kernel);
    kernel.title = `kernel: ${info.kernel}, seed ${info.seed}`;
    const going = areGoing(state);
    const what = steered.length > 1 ? 'both runs' : 'the run';
    setIcon(pause, going ? 'pause' : 'play', going ? `Pause ${what}` : `Let ${what} go on`);
    pause.disabled = steered.length === 0;
    step.disabled = steered.length === 0 || going;
    stop.disabled = ended || !canControl;
    document.title = `${info.name} · ${word} · crn-grid`;
  }

  store.watch((s) => [s.order, s.front, s.beside], list);
  store.watch(
    (s) => [frontRun(s)?.info, frontRun(s)?.status.state, besideRun(s)?.status.state, s.link.state],
    describe,
  );
  return { filming: (on: boolean) => film.classList.toggle('on', on) };
}
