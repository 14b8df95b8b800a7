import { expect, test } from 'vitest';
import { routes } from '../../../src/serve/protocol/frames.ts';
import { colourMap, colours } from '../../../viewer/picture/colour-map.ts';
import { panelPainter } from '../../../viewer/picture/paint-panel.ts';
import { panelSpecs, panelValues } from '../../../viewer/picture/panel-specs.ts';
import { routeShades } from '../../../viewer/picture/route-colours.ts';
import type { View } from '../../../viewer/state/page-state.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, pageAfter, planeOf, runOf } from '../runs.ts';

const counts = Uint8Array.from({ length: 12 }, (_, c) => c);
const route = Uint8Array.from({ length: 12 }, (_, c) => c % routes.length);

function painted(overlay: View['overlay'], planes = [planeOf('A', counts), planeOf('@route', route)]) {
  const state = withView(pageAfter(helloOf(runOf(1)), frameOf({ planes })), { overlay, planes: ['A'] });
  const [spec] = panelSpecs(state);
  const { frame, values } = panelValues(spec!)!;
  const out = new Uint32Array(12);
  panelPainter(spec!)(frame, values, out);
  const place = (count: number): number => Math.round(spec!.scale.place(count) * (colours - 1));
  return { out, place };
}

test('without an overlay a count has its colour; with one, its shade of the colour of the route', () => {
  const plain = painted('none');
  expect(plain.out).toEqual(Uint32Array.from(counts, (n) => colourMap('viridis')[plain.place(n)]!));
  const { out, place } = painted('routes');
  const shades = routeShades('routes');
  const want = Uint32Array.from(counts, (n, c) => shades[route[c]! * colours + place(n)]!);
  expect(out).toEqual(want);
  // Control: with the routes of the cells before, most pixels are others.
  const shifted = Uint32Array.from(counts, (n, c) => shades[route[(c + 11) % 12]! * colours + place(n)]!);
  expect(out).not.toEqual(shifted);
});

test('until the routes have come, cells are grey', () => {
  const { out, place } = painted('domain', [planeOf('A', counts)]);
  expect(out).toEqual(Uint32Array.from(counts, (n) => colourMap('shades')[place(n)]!));
});
