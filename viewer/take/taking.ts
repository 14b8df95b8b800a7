/** Taking away what is on show: a PNG, a film. */
import type { PageTheme } from '../page/kit/theme.ts';
import type { PlacedPanel } from '../picture/stage/stage.ts';
import { withNotice } from '../state/choose.ts';
import { frontRun, type PageState } from '../state/page-state.ts';
import type { Store } from '../state/store.ts';
import { drawPicture } from './compose.ts';
import { type Film, startFilm } from './film.ts';
import { fileName, pngOf, save } from './save.ts';

/** Pixels per CSS px of a PNG: sharp on any screen, and in print. */
const pngDensity = 2;

export interface TakingAway {
  picture(): void;
  film(): void;
  /** To be called after every picture on the screen: the next image of a film. */
  drawn(): void;
}

/** @param filming  is told when a film begins and ends */
export function createTaking(
  store: Store,
  stage: HTMLElement,
  placed: () => readonly PlacedPanel[],
  theme: () => PageTheme,
  filming: (on: boolean) => void,
): TakingAway {
  let film: Film | undefined;
  const say = (tone: 'done' | 'wrong', text: string) => store.update((s) => withNotice(s, tone, text));
  const draw = (canvas: HTMLCanvasElement, state: PageState, density: number) =>
    drawPicture(canvas, stage, placed(), state, theme(), density);

  async function picture(): Promise<void> {
    const state = store.get();
    if (!frontRun(state)?.frame) return;
    try {
      const canvas = document.createElement('canvas');
      draw(canvas, state, pngDensity);
      const name = fileName(state, 'png');
      save(await pngOf(canvas), name);
      say('done', `saved ${name}`);
    } catch (error) {
      say('wrong', `No picture: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  async function toggleFilm(): Promise<void> {
    const state = store.get();
    if (film) {
      const ended = film;
      film = undefined;
      filming(false);
      const name = fileName(state, 'webm');
      save(await ended.end(), name);
      return say('done', `saved ${name}`);
    }
    if (!frontRun(state)?.frame) return;
    try {
      const canvas = document.createElement('canvas');
      draw(canvas, state, 1);
      film = startFilm(canvas);
      filming(true);
      say('done', 'filming; press v to end');
    } catch (error) {
      say('wrong', `No film: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  return {
    picture: () => void picture(),
    film: () => void toggleFilm(),
    drawn() {
      if (film) draw(film.canvas, store.get(), 1);
    },
  };
}
