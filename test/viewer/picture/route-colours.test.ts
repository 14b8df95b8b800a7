import { expect, test } from 'vitest';
import { routes } from '../../../src/serve/protocol.ts';
import { routeColours, routePainter, routeWords } from '../../../viewer/picture/route-colours.ts';

const painted = (overlay: 'routes' | 'domain') => {
  const out = new Uint32Array(routes.length + 1);
  routePainter(routeColours(overlay))([...routes.keys(), 99], out);
  return Array.from(out, (pixel) => pixel !== 0);
};

test('every route but being skipped has a colour of its own; what is unknown has none', () => {
  expect(painted('routes')).toEqual([...routes.map((route) => route !== 'skipped'), false]);
  expect(new Set(routeColours('routes')).size).toBe(routes.length);
  expect(Object.keys(routeWords)).toEqual([...routes]);
});

test('the domain overlay marks only cells outside it', () => {
  expect(painted('domain')).toEqual([...routes.map((route) => route === 'outside'), false]);
});
