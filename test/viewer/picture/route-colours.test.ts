import { expect, test } from 'vitest';
import { routes } from '../../../src/serve/protocol/frames.ts';
import { colourMap, colours } from '../../../viewer/picture/colour-map.ts';
import { routeMeaning, routeShades, routesOn, routeWords } from '../../../viewer/picture/route-colours.ts';

const rowOf = (overlay: 'routes' | 'domain', route: number): Uint32Array =>
  routeShades(overlay).subarray(route * colours, (route + 1) * colours);
const lightness = (pixel: number): number => {
  const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

test('every route but none and being skipped has shades of its own, the others are grey', () => {
  const marked = routes.flatMap((route, i) => (route === 'none' || route === 'skipped' ? [] : [i]));
  for (const i of routes.keys())
    if (!marked.includes(i)) expect(rowOf('routes', i)).toEqual(colourMap('shades'));
  // No two routes share a colour, at any shade.
  const all = marked.flatMap((i) => Array.from(new Set(rowOf('routes', i))));
  expect(new Set([...all, ...colourMap('shades')]).size).toBe(all.length + new Set(colourMap('shades')).size);
  expect(Object.keys(routeWords)).toEqual([...routes]);
  expect(Object.keys(routeMeaning)).toEqual([...routes]);
});

test('the domain overlay marks only cells outside it, whatever steps them', () => {
  expect(routesOn.domain).toEqual(['outside', 'beyond']);
  routes.forEach((route, i) => {
    const grey = routesOn.domain.includes(route)
      ? expect(rowOf('domain', i)).not
      : expect(rowOf('domain', i));
    grey.toEqual(colourMap('shades'));
  });
});

test('more of something is lighter, under any route, so that counts stay readable', () => {
  for (const i of routes.keys()) {
    const shades = Array.from(rowOf('routes', i), lightness);
    expect(shades.every((l, k) => k === 0 || l >= shades[k - 1]!)).toBe(true);
    expect(shades.at(-1)! - shades[0]!).toBeGreaterThan(80);
  }
});
