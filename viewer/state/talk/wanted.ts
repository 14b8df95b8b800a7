/** What the page wants to see, as the server is to be told. */

import { routePlane } from '../../../src/serve/protocol/frames.ts';
import type { Look } from '../../../src/serve/protocol/from-page.ts';
import { limits } from '../../../src/serve/protocol/terms.ts';
import { besideRun, frontRun, type PageState, type RunView } from '../page-state.ts';
import { besideIndex, frontIndex } from '../time.ts';

export type WantedLook = Omit<Look, 'look' | 'type'>;

/** Cells that are read out: pins, then the cursor. */
function wantedCells({ view }: PageState, { info }: RunView): [number, number][] {
  const cells = new Set([...view.pins, ...(view.cursor === undefined ? [] : [view.cursor])]);
  return [...cells].map((cell) => [cell % info.width, Math.floor(cell / info.width)]);
}

function wanted(
  state: PageState,
  run: RunView,
  at: number | 'newest',
  [width, height]: readonly [number, number],
): WantedLook {
  const { view } = state;
  const routes = view.overlay !== 'none' && run.info.overlays.includes('route');
  const clamp = (pixels: number) => Math.max(1, Math.min(limits.pixels, Math.round(pixels)));
  return {
    run: run.info.id,
    at,
    planes: [...view.planes, ...(routes ? [routePlane] : [])].slice(0, limits.planes),
    ...(view.window ? { window: view.window } : {}),
    pixels: [clamp(width), clamp(height)],
    cells: wantedCells(state, run),
  };
}

/**
 * A look for each run on show that has frames.
 *
 * @param pixels  of the cells of one panel
 */
export function wantedLooks(state: PageState, pixels: readonly [number, number]): WantedLook[] {
  const [front, beside] = [frontRun(state), besideRun(state)];
  const looks: WantedLook[] = [];
  if (front && front.status.frames > 0) looks.push(wanted(state, front, frontIndex(state), pixels));
  if (beside && beside.status.frames > 0) looks.push(wanted(state, beside, besideIndex(state), pixels));
  return looks;
}
