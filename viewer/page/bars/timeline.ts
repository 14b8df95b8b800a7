/** The line at the bottom: what is recorded, which frame is on show, and how fast it plays. */
import { shortNumber, withUnit } from '../../../src/figures/words.ts';
import { timeSpan } from '../../charts/chart-specs.ts';
import { besideRun, frontRun, type PageState, speeds } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { isGoing, isHeld, isSteered, seekTo, shownIndex, timeAtIndex, withView } from '../../state/time.ts';
import type { Actions } from '../input/actions.ts';
import { choice, element, setShown, setText } from '../kit/element.ts';
import { iconButton, setIcon } from '../kit/icons.ts';

/** Marks closer than this share of the line are one. */
const apart = 0.004;

export function createTimeline(host: HTMLElement, store: Store, actions: Actions): void {
  const play = iconButton('play', 'Play (Space)', actions.playOrPause, 'large');
  const speed = choice(
    'Speed in frames per second',
    speeds.map((s) => [String(s), Number.isFinite(s) ? `${s} fps` : 'fastest']),
    (value) => store.update((s) => withView(s, { speed: Number(value) })),
  );
  const slider = element('input', {
    type: 'range',
    class: 'seek',
    min: 0,
    step: 1,
    'aria-label': 'Frame on show',
  });
  slider.addEventListener('input', () => store.update((s) => seekTo(s, Number(slider.value))));
  const recorded = element('div', { class: 'recorded' });
  const marks = element('div', { class: 'marks' });
  const follow = element(
    'button',
    {
      type: 'button',
      class: 'follow',
      title: 'Follow the run: show each frame as it is made (f)',
      onclick: () => store.update((s) => withView(s, { at: 'newest', playing: false })),
    },
    'follow live',
  );
  const time = element('output', { class: 'time' });
  const frames = element('output', { class: 'frames' });
  host.append(
    element(
      'div',
      { class: 'group', role: 'group', 'aria-label': 'Playing' },
      iconButton('first', 'First frame (Home)', () => store.update((s) => seekTo(s, 0))),
      iconButton('back', 'One frame back (,)', actions.stepBack),
      play,
      iconButton('ahead', 'One frame on (.)', actions.stepForward),
      iconButton('last', 'Newest frame (End)', () =>
        store.update((s) => seekTo(s, (frontRun(s)?.status.frames ?? 1) - 1)),
      ),
    ),
    speed,
    element('div', { class: 'track' }, recorded, slider, marks),
    element('div', { class: 'clock' }, time, frames),
    follow,
  );

  /** The line ends where the run will end, where that is known: what is not yet there stays dim. */
  function lay(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const last = Math.max(0, run.status.frames - 1);
    const [from, to] = timeSpan(state);
    const share = Math.max(0, Math.min(1, (timeAtIndex(run, last) - from) / (to - from)));
    slider.max = String(last);
    slider.disabled = last === 0;
    for (const part of [slider, recorded]) part.style.width = `${100 * (last === 0 ? 1 : share)}%`;
    recorded.classList.toggle('empty', last === 0);
    setShown(follow, run.info.source === 'live' && isGoing(run));
  }

  function place(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const index = shownIndex(state);
    const { info, frame, status } = run;
    const now = frame?.time ?? timeAtIndex(run, index);
    slider.value = String(index);
    setText(time, `t = ${withUnit(now, info.timeUnit)}`);
    setText(frames, `step ${frame?.step ?? 0} · ${index + 1}/${Math.max(1, status.frames)}`);
    slider.setAttribute(
      'aria-valuetext',
      `time ${withUnit(now, info.timeUnit)}, frame ${index + 1} of ${status.frames}`,
    );
    follow.classList.toggle('on', state.view.at === 'newest');
    follow.setAttribute('aria-pressed', String(state.view.at === 'newest'));
    const held = isHeld(state);
    const going = state.view.playing || (isSteered(state) && !held);
    const what = held ? 'Let the run go on' : 'Play what is recorded';
    setIcon(play, going ? 'pause' : 'play', `${going ? 'Pause' : what} (Space)`);
    play.classList.toggle('invites', held && !going && status.frames === 1);
  }

  function mark(state: PageState): void {
    const run = frontRun(state);
    const [from, to] = timeSpan(state);
    const parent = run?.info.parent;
    const shown: { at: number; words: string; kind: string; time: number }[] = [];
    const all = [
      ...(parent ? [{ time: parent.time, kind: 'fork', text: `forked from ${parent.run}` }] : []),
      ...(run?.marks ?? []),
    ];
    for (const { time, text, kind } of all) {
      const at = (time - from) / (to - from);
      const words = `t = ${shortNumber(time, 5)}: ${text}`;
      const before = shown.at(-1);
      if (before && at - before.at < apart) before.words = joinedWords(before.words, words);
      else shown.push({ at, words, kind, time });
    }
    marks.replaceChildren(
      ...shown.map(({ at, words, kind, time }) =>
        element('button', {
          type: 'button',
          class: `mark ${kind}`,
          style: `left: ${100 * at}%`,
          title: words,
          'aria-label': words,
          onclick: () => actions.seekTime(time),
        }),
      ),
    );
  }

  store.watch((s) => [frontRun(s)?.status, frontRun(s)?.info, s.beside, frontRun(s)?.series], lay);
  store.watch(
    (s) => [
      s.view.at,
      s.view.playing,
      frontRun(s)?.frame,
      frontRun(s)?.status,
      s.beside,
      besideRun(s)?.status.state,
    ],
    place,
  );
  store.watch((s) => [frontRun(s)?.marks, s.front, ...timeSpan(s)], mark);
  store.watch(
    (s) => [s.view.speed],
    (s) => {
      speed.value = String(s.view.speed);
    },
  );
}

/** Long strokes of a brush make many marks: the first few say enough. */
function joinedWords(before: string, words: string): string {
  const lines = before.split('\n');
  if (lines.length < 8) return `${before}\n${words}`;
  return lines.length === 8 ? `${before}\n…` : before;
}
