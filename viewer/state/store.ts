/** Holds the page's state, and tells those who watch a part of it, once per picture of the screen. */
import type { PageState } from './page-state.ts';

export interface Store {
  get(): PageState;
  update(change: (state: PageState) => PageState): void;
  /**
   * Calls `then` before the next picture in which one of the picked values has changed, and once at
   * first. Watchers are called in the order they came.
   */
  watch(pick: (state: PageState) => readonly unknown[], then: (state: PageState) => void): void;
}

/** @param schedule  calls its argument before the next picture: requestAnimationFrame */
export function createStore(initial: PageState, schedule: (draw: () => void) => void): Store {
  let state = initial;
  let scheduled = false;
  const watchers: {
    pick(s: PageState): readonly unknown[];
    then(s: PageState): void;
    last?: readonly unknown[];
  }[] = [];

  function request(): void {
    if (scheduled) return;
    scheduled = true;
    schedule(flush);
  }

  function flush(): void {
    scheduled = false;
    const now = state;
    for (const watcher of watchers) {
      const picked = watcher.pick(now);
      const { last } = watcher;
      if (last && picked.every((value, i) => Object.is(value, last[i]))) continue;
      watcher.last = picked;
      watcher.then(now);
    }
  }

  return {
    get: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      request();
    },
    watch(pick, then) {
      watchers.push({ pick, then });
      request();
    },
  };
}
