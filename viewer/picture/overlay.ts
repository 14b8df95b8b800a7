/** The overlay in words: why there may be none, shares of routes, the way of one cell. */
import { shortNumber } from '../../src/figures/words.ts';
import { type CellValues, routes } from '../../src/serve/protocol/frames.ts';
import type { RunInfo } from '../../src/serve/protocol/run-info.ts';
import { nextOf, withNotice } from '../state/choose.ts';
import { frontRun, type PageState, type View } from '../state/page-state.ts';
import { withView } from '../state/time.ts';
import { hasRoutes } from './panel-specs.ts';
import { type Route, routesOn, routeWords } from './route-colours.ts';

/** In the order in which `o` goes through them. */
export const overlays: readonly View['overlay'][] = ['none', 'routes', 'domain'];

/** Why a run has no routes to show; undefined where it has. */
export function whyNoOverlay(info: RunInfo): string | undefined {
  if (hasRoutes(info)) return undefined;
  const kind = /^\w*/.exec(info.kernel)![0];
  return !['mdn', 'van', 'hybrid'].includes(kind)
    ? 'Only learned kernels record which way cells went.'
    : 'The recording tells of no ways that this version knows: it was made with `record.routes: false`, or by an older or newer version.';
}

/** The next overlay; where there is none, a line that says why. */
export function nextOverlay(state: PageState): PageState {
  const info = frontRun(state)?.info;
  if (!info) return state;
  const why = whyNoOverlay(info);
  return why === undefined
    ? withView(state, { overlay: nextOf(overlays, state.view.overlay) })
    : withNotice(state, 'wrong', why);
}

export interface RouteShare {
  readonly route: Route;
  /** Of all cells; undefined while no frame has told. */
  readonly share: number | undefined;
}

/** What a legend lists: the routes that matter to the overlay; rare ones where they occur. */
export function routeShares(state: PageState): RouteShare[] {
  const { overlay } = state.view;
  if (overlay === 'none') return [];
  const shares = frontRun(state)?.frame?.routes;
  const rare: readonly Route[] = ['none', 'beyond'];
  return routes
    .map((route, i) => ({ route, share: shares?.[i] }))
    .filter(({ route }) => overlay === 'routes' || routesOn[overlay].includes(route))
    .filter(({ route, share }) => !rare.includes(route) || (share ?? 0) > 0);
}

/** `63 %`; less than one in a thousand is not nothing. */
export function percent(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${shortNumber(100 * share, 3)} %`;
}

/** `learned 63 %, exact 37 %`, where an overlay is on. */
export function sharesInWords(state: PageState): string {
  return routeShares(state)
    .flatMap(({ route, share }) => (share === undefined ? [] : [`${routeWords[route]} ${percent(share)}`]))
    .join(', ');
}

/** The way a cell went; '' where that is not known. */
export function wayOf({ route }: Pick<CellValues, 'route'>): string {
  const name = route === undefined ? undefined : routes[route];
  return name === undefined || name === 'none' ? '' : routeWords[name];
}
