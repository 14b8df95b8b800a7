/** Lets time go on while the view is playing: through what is recorded, or by making a held run go on. */
import type { PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { isHeld, playedTo, shownIndex, withView } from '../../state/time.ts';
import type { Actions } from './actions.ts';

/** Recorded frames per second where the speed has no limit. */
const fastest = 120;

export function keepPlaying(store: Store, actions: Actions): void {
  let request: number | undefined;
  let driving = false;

  function replay({ view: { speed } }: PageState): void {
    const from = shownIndex(store.get());
    let began: number | undefined;
    const tick = (now: number): void => {
      began ??= now;
      const ahead = ((now - began) / 1000) * Math.min(speed, fastest);
      request = requestAnimationFrame(tick);
      store.update((s) => playedTo(s, from, ahead));
    };
    request = requestAnimationFrame(tick);
  }

  /** One step after the other, no faster than the speed, and none before the last has been made. */
  async function drive(): Promise<void> {
    if (driving) return;
    driving = true;
    for (;;) {
      const { view } = store.get();
      if (!view.playing || !isHeld(store.get())) break;
      const pause = new Promise((done) => setTimeout(done, 1000 / view.speed));
      if (!(await actions.control('step'))) {
        store.update((s) => withView(s, { playing: false }));
        break;
      }
      await pause;
    }
    driving = false;
  }

  store.watchPictures(
    (s) => [s.view.playing, s.view.speed, s.view.at === 'newest', isHeld(s)],
    (state) => {
      if (request !== undefined) cancelAnimationFrame(request);
      request = undefined;
      if (!state.view.playing) return;
      if (state.view.at !== 'newest') replay(state);
      else if (isHeld(state)) void drive();
    },
  );
}
