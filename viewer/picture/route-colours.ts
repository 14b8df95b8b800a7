/** Colours of the ways that cells take; nothing where there is nothing to say. */
import { routes } from '../../src/serve/protocol.ts';

export type Route = (typeof routes)[number];

/** Okabe & Ito, told apart with any kind of colour vision, also over greys. */
export const routeColour: Readonly<Record<Route, string | undefined>> = {
  skipped: undefined,
  exact: '#e69f00',
  learned: '#0072b2',
  outside: '#cc79a7',
};

/** In words, for the legend. */
export const routeWords: Readonly<Record<Route, string>> = {
  skipped: 'skipped: nothing can happen',
  exact: 'exact',
  learned: 'learned',
  outside: 'exact, outside the learned domain',
};

/** The colour of each value of the route plane, as opaque pixels; 0 is nothing. */
export function routeColours(overlay: 'routes' | 'domain'): Uint32Array {
  const rgba = new Uint8Array(4 * routes.length);
  routes.forEach((route, i) => {
    const colour = routeColour[route];
    if (colour === undefined || (overlay === 'domain' && route !== 'outside')) return;
    const hex = Number.parseInt(colour.slice(1), 16);
    rgba.set([hex >> 16, (hex >> 8) & 255, hex & 255, 255], 4 * i);
  });
  return new Uint32Array(rgba.buffer);
}

/** Writes one pixel per value. */
export function routePainter(colours: Uint32Array) {
  return (values: ArrayLike<number>, out: Uint32Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = colours[values[i]!] ?? 0;
  };
}
