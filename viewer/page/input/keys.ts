/** What every key does; the help sheet is made of this list. */

import { brushCells } from '../../picture/cell-window.ts';
import { countMaps } from '../../picture/colour-map.ts';
import { nextOverlay } from '../../picture/overlay.ts';
import { planesOfRun } from '../../picture/panel-specs.ts';
import {
  cursorBy,
  nextOf,
  toggleBrush,
  togglePin,
  togglePlane,
  withBrush,
  withCursor,
  zoomBy,
  zoomOut,
} from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { seekTo, speedBy, stepBy, withView } from '../../state/time.ts';
import type { Taking } from '../bars/header.ts';
import { nextTheme } from '../kit/theme.ts';
import type { Actions } from './actions.ts';

export interface Key {
  readonly group: string;
  /** As on the help sheet. */
  readonly shown: readonly string[];
  readonly words: string;
  /** `KeyboardEvent.key` values, with `Shift+` or `Ctrl+` before them. */
  readonly keys: Readonly<Record<string, () => void>>;
}

export function keysOf(store: Store, actions: Actions, taking: Taking): Key[] {
  const to = (change: (state: PageState) => PageState) => () => store.update(change);
  const key = (group: string, shown: string, words: string, ...done: [string, () => void][]): Key => ({
    group,
    shown: shown.split(' '),
    words,
    keys: Object.fromEntries(done),
  });
  const last = (s: PageState) => (frontRun(s)?.status.frames ?? 1) - 1;
  const time = 'Time';
  const space = 'Space';
  const looks = 'Looks';
  const run = 'The run';

  function enter(): void {
    const state = store.get();
    const front = frontRun(state);
    const { cursor, tool, brush } = state.view;
    if (!front || cursor === undefined) return;
    actions.beginStroke();
    if (tool === 'paint') actions.paint(brushCells(front.info, cursor, brush.radius));
    else store.update((s) => togglePin(s, cursor));
  }

  const radius = (by: number) =>
    to((s) => withBrush(s, { radius: Math.max(0, Math.min(32, s.view.brush.radius + by)) }));
  const plane = (number: number) =>
    to((s) => {
      const front = frontRun(s);
      const all = front ? planesOfRun(front.info) : [];
      const name = all[number - 1];
      return name === undefined ? s : togglePlane(s, name, all);
    });

  return [
    key(
      time,
      'Space',
      'play or pause; a live run that is followed goes on or is held, two side by side together',
      [' ', actions.playOrPause],
    ),
    key(
      time,
      ', .',
      'one frame back, on; a held run makes its next one',
      [',', actions.stepBack],
      ['.', actions.stepForward],
    ),
    key(
      time,
      '< >',
      'ten frames back, on',
      ['<', to((s) => stepBy(s, -10))],
      ['>', to((s) => stepBy(s, 10))],
    ),
    key(
      time,
      'Home End',
      'first, newest frame',
      ['Home', to((s) => seekTo(s, 0))],
      ['End', to((s) => seekTo(s, last(s)))],
    ),
    key(time, '[ ]', 'slower, faster', ['[', to((s) => speedBy(s, -1))], [']', to((s) => speedBy(s, 1))]),
    key(time, 'f', 'follow the run', ['f', to((s) => withView(s, { at: 'newest', playing: false }))]),

    key(
      space,
      '← → ↑ ↓',
      'walk from cell to cell; with Shift, ten at once',
      ...(['', 'Shift+'] as const).flatMap((shift): [string, () => void][] => {
        const far = shift ? 10 : 1;
        return [
          [`${shift}ArrowLeft`, to((s) => cursorBy(s, -far, 0))],
          [`${shift}ArrowRight`, to((s) => cursorBy(s, far, 0))],
          [`${shift}ArrowUp`, to((s) => cursorBy(s, 0, -far))],
          [`${shift}ArrowDown`, to((s) => cursorBy(s, 0, far))],
        ];
      }),
    ),
    key(space, 'Enter', 'pin the cell, or take its pin out; with the brush, paint', ['Enter', enter]),
    key(space, 'Esc', 'let the cell go, put the brush down', [
      'Escape',
      to((s) => (s.view.tool === 'paint' ? toggleBrush(s) : withCursor(s, undefined))),
    ]),
    key(
      space,
      '+ − 0',
      'closer, further, the whole grid',
      ['+', to((s) => zoomBy(s, 1.5))],
      ['=', to((s) => zoomBy(s, 1.5))],
      ['-', to((s) => zoomBy(s, 1 / 1.5))],
      ['0', to(zoomOut)],
    ),
    key(
      looks,
      '1 … 9',
      'show or hide a panel',
      ...Array.from({ length: 9 }, (_, i): [string, () => void] => [`${i + 1}`, plane(i + 1)]),
    ),
    key(looks, 'l', 'scale: automatic, linear, log, symlog', [
      'l',
      to((s) => withView(s, { scale: nextOf(['auto', 'linear', 'log', 'symlog'], s.view.scale) })),
    ]),
    key(looks, 'r', 'range: so far, of each frame', [
      'r',
      to((s) => withView(s, { range: s.view.range === 'seen' ? 'frame' : 'seen' })),
    ]),
    key(looks, 's', 'one scale for all, or one each', [
      's',
      to((s) => withView(s, { shared: !s.view.shared })),
    ]),
    key(looks, 'c', 'the next colour map', [
      'c',
      to((s) => withView(s, { colours: nextOf(countMaps, s.view.colours) })),
    ]),
    key(looks, 'o', 'overlay: routes, domain, none', ['o', to(nextOverlay)]),
    key(looks, 't', 'dark, light, as the system has it', [
      't',
      to((s) => withView(s, { theme: nextTheme(s.view.theme) })),
    ]),
    key(looks, '?', 'this sheet', ['?', to((s) => withView(s, { help: !s.view.help }))]),

    key(run, 'b', 'take the brush, or put it down; Enter paints at the cell that is walked to', [
      'b',
      to(toggleBrush),
    ]),
    key(run, '{ }', 'a smaller, larger brush', ['{', radius(-1)], ['}', radius(1)]),
    key(
      run,
      'u U',
      'take back a change of a rate, make it again',
      ['u', actions.undoRate],
      ['U', actions.redoRate],
    ),
    key(run, 'k', 'fork: a second future from this frame, with the changes that wait for it', [
      'k',
      () => actions.fork(),
    ]),
    key(run, 'p', 'save a PNG of what is on show', ['p', taking.picture]),
    key(run, 'v', 'begin or end a film of what is on show', ['v', taking.film]),
  ];
}

/** Does the key belong to a field that has the focus? */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range')
    return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return key === ' ';
  if (target instanceof HTMLButtonElement || target.tagName === 'SUMMARY')
    return key === ' ' || key === 'Enter';
  return target.matches('input, select, textarea');
}

/** Listens to the keys of the whole page. */
export function listenToKeys(keys: readonly Key[]): void {
  const known = new Map(keys.flatMap((key) => Object.entries(key.keys)));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (document.querySelector('dialog[open]') && event.key !== '?') return;
    const shifted = event.shiftKey && event.key.startsWith('Arrow');
    const act = known.get(shifted ? `Shift+${event.key}` : event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
