import { expect, test } from 'vitest';
import { labelOf, panelSpecs, panelValues, planesOfRun } from '../../../viewer/picture/panel-specs.ts';
import { showBeside } from '../../../viewer/state/choose.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, infoOf, pageAfter, planeOf, runOf } from '../runs.ts';

const twelve = (first: number) => Uint8Array.from({ length: 12 }, (_, i) => first + i);
const planes = (first: number) => [
  planeOf('A', twelve(first)),
  planeOf('B', twelve(0)),
  planeOf(
    'heat',
    Float32Array.from({ length: 12 }, (_, i) => i / 10),
  ),
];
const hello = helloOf(runOf(3), runOf(3, { id: 'fork-1', parent: { run: 'run', index: 0, time: 0 } }));

test('species, fields, and sums of species can be shown, under their labels', () => {
  expect(planesOfRun(infoOf())).toEqual(['A', 'B', 'heat', 'A + B']);
  expect(['A', 'B', 'A + B'].map((plane) => labelOf(infoOf(), plane))).toEqual(['calm', 'B', 'both']);
});

test('each panel has a scale of its own, from the greatest value so far', () => {
  let state = pageAfter(hello, frameOf({ planes: planes(80) }), frameOf({ index: 1, planes: planes(1) }));
  const tops = () => panelSpecs(state).map(({ scale }) => scale.max);
  expect(tops()).toEqual([100, 12, 1.2]);
  state = withView(state, { range: 'frame' });
  expect(tops()).toEqual([12, 12, 1.2]);
  state = withView(state, { range: 'seen', shared: true });
  expect(tops()).toEqual([100, 100, 1.2]);
  state = withView(state, { range: 'fixed', fixed: { '': { min: 0, max: 7 } } });
  expect(tops()).toEqual([7, 7, 1.2]);
});

test('two runs stand side by side on one scale, with what the second has more', () => {
  const state = showBeside(
    pageAfter(hello, frameOf({ planes: planes(10) }), frameOf({ run: 'fork-1', planes: planes(13) })),
    'fork-1',
  );
  const [one, other, difference] = panelSpecs(state);
  expect([one!.scale.max, other!.scale.max]).toEqual([25, 25]);
  expect(Array.from(panelValues(difference!)!.values)).toEqual(Array(12).fill(3));
  expect([difference!.scale.min, difference!.scale.max]).toEqual([-3, 3]);
});

test('frames of different cells have no difference', () => {
  const zoomed = frameOf({ run: 'fork-1', columns: 2, rows: 1, planes: [planeOf('A', Uint8Array.of(1, 2))] });
  const state = showBeside(pageAfter(hello, frameOf({ planes: planes(0) }), zoomed), 'fork-1');
  const difference = panelSpecs(state).find(({ side }) => side === 'difference')!;
  expect(panelValues(difference)).toBeUndefined();
});

test('under an overlay the cells are shades, so that its colours mean one thing; where there is none, they are not', () => {
  const state = withView(pageAfter(hello, frameOf({ planes: planes(0) })), { overlay: 'routes' });
  expect(panelSpecs(state).map(({ map, overlay }) => [map, overlay])).toEqual(
    Array(3).fill(['shades', 'routes']),
  );
  const plain = withView(pageAfter(helloOf(runOf(2, { overlays: [] })), frameOf({ planes: planes(0) })), {
    overlay: 'routes',
  });
  expect(panelSpecs(plain).map(({ map, overlay }) => [map, overlay])).toEqual(
    Array(3).fill(['viridis', 'none']),
  );
});
