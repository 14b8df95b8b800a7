/**
 * Holds the page's state, and tells those who watch a part of it: of every picture of the screen, or as often as
 * can be read. Laying out text takes a browser longer than drawing the cells of a frame.
 */
import type { PageState } from './page-state.ts';
import { isFlowing, readable, unmoved } from './reading.ts';

type Picker = (state: PageState) => readonly unknown[];
type Then = (state: PageState) => void;

export interface Store {
  get(): PageState;
  update(change: (state: PageState) => PageState): void;
  /**
   * Calls `then` before the next picture in which one of the picked values has changed, and once at first; while
   * frames come by themselves a few times a second. Watchers are called in the order they came.
   */
  watch(pick: Picker, then: Then): void;
  /** The same, but before each such picture: for the pictures themselves. */
  watchPictures(pick: Picker, then: Then): void;
}

export interface Screen {
  /** Calls before the next picture, with the milliseconds of its time. */
  draw(call: (now: number) => void): void;
  /** Calls so many milliseconds from now. */
  after(ms: number, call: () => void): void;
}

interface Watcher {
  readonly pick: Picker;
  readonly then: Then;
  readonly pictures: boolean;
  last?: readonly unknown[];
}

const alike = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

export function createStore(initial: PageState, screen: Screen): Store {
  let state = initial;
  let scheduled = false;
  const watchers: Watcher[] = [];
  /** When all watchers were told last, and what there was then that no frame changes. */
  let told: { readonly at: number; readonly unmoved: readonly unknown[] } | undefined;
  let waking = false;

  function request(): void {
    if (scheduled) return;
    scheduled = true;
    screen.draw(flush);
  }

  /** Milliseconds until those that are read may be written again. */
  function wait(at: number): number {
    if (!told || !isFlowing(state) || !alike(unmoved(state), told.unmoved)) return 0;
    return told.at + readable - at;
  }

  function flush(at: number): void {
    scheduled = false;
    const now = state;
    const left = wait(at);
    if (left <= 0) told = { at, unmoved: unmoved(now) };
    else if (!waking) {
      waking = true;
      screen.after(left, () => {
        waking = false;
        request();
      });
    }
    for (const watcher of watchers) {
      if (left > 0 && !watcher.pictures) continue;
      const picked = watcher.pick(now);
      if (watcher.last && alike(picked, watcher.last)) continue;
      watcher.last = picked;
      watcher.then(now);
    }
  }

  function add(pick: Picker, then: Then, pictures: boolean): void {
    watchers.push({ pick, then, pictures });
    request();
  }

  return {
    get: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      request();
    },
    watch: (pick, then) => add(pick, then, false),
    watchPictures: (pick, then) => add(pick, then, true),
  };
}
