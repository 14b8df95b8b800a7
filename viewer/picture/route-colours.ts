/** Colours of the ways that cells go: the hue says which, the shade still how much there is of what a panel shows. */
import { routes } from '../../src/serve/protocol/frames.ts';
import type { View } from '../state/page-state.ts';
import { colourMap, colours } from './colour-map.ts';

export type Route = (typeof routes)[number];

/** Okabe & Ito, told apart with any kind of colour vision: warm where exact, cool where learned; greys for the others. */
export const routeColour: Readonly<Record<Route, string | undefined>> = {
  none: undefined,
  skipped: undefined,
  exact: '#e69f00',
  learned: '#56b4e9',
  outside: '#cc79a7',
  beyond: '#009e73',
};

/** In words, for the legend. */
export const routeWords: Readonly<Record<Route, string>> = {
  none: 'no step yet',
  skipped: 'skipped',
  exact: 'exact',
  learned: 'learned',
  outside: 'exact, outside domain',
  beyond: 'learned, outside domain',
};

/** The same in full. */
export const routeMeaning: Readonly<Record<Route, string>> = {
  none: 'No step has led to this frame.',
  skipped: 'Nothing can happen there: left as it is.',
  exact: 'Simulated exactly: few events expected, or a learned draw taken back.',
  learned: 'Drawn from the learned law.',
  outside: 'Simulated exactly, for the cell lay outside what the kernel was trained on.',
  beyond: 'Drawn from the learned law, though the cell lay outside what the kernel was trained on.',
};

/** Routes that each overlay colours. */
export const routesOn: Readonly<Record<View['overlay'], readonly Route[]>> = {
  none: [],
  routes: ['exact', 'learned', 'outside', 'beyond'],
  domain: ['outside', 'beyond'],
};

/** From a dark shade of a colour over the colour to a pale one, as {@link colours} opaque pixels. */
function shadesOf(colour: string): Uint32Array {
  const hex = Number.parseInt(colour.slice(1), 16);
  const rgb = [hex >> 16, (hex >> 8) & 255, hex & 255];
  const rgba = new Uint8Array(4 * colours);
  for (let i = 0; i < colours; i++) {
    const t = (2 * i) / (colours - 1) - 1;
    const shade = rgb.map((c) => (t < 0 ? c * (1 + 0.5 * t) : c + 0.6 * t * (255 - c)));
    rgba.set([...shade.map(Math.round), 255], 4 * i);
  }
  return new Uint32Array(rgba.buffer);
}

const opened = new Map<View['overlay'], Uint32Array>();

/** The shades of every route under an overlay, shape [routes, {@link colours}]: greys where it has no colour. */
export function routeShades(overlay: View['overlay']): Uint32Array {
  const known = opened.get(overlay);
  if (known) return known;
  const all = new Uint32Array(routes.length * colours);
  routes.forEach((route, i) => {
    const marked = routesOn[overlay].includes(route);
    all.set(marked ? shadesOf(routeColour[route]!) : colourMap('shades'), i * colours);
  });
  opened.set(overlay, all);
  return all;
}
