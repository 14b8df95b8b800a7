import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale } from '../../../src/figures/colour-scale.ts';
import { heatMap } from '../../../src/figures/heat-map.ts';
import { cellScale, scaleKinds } from '../../../viewer/picture/cell-scale.ts';
import { colourMap, colours } from '../../../viewer/picture/colour-map.ts';
import { cellPainter } from '../../../viewer/picture/paint-cells.ts';

const map = colourMap('viridis');

test('a cell has the colour that a static figure gives it', () => {
  const values = Float64Array.of(0, 1, 2, 5, 9, 10);
  const scale = linearScale(0, 10);
  const { pixels } = heatMap({ width: 6, height: 1, values }, scale, { width: 6, height: 1 }, colours);
  const out = new Uint32Array(6);
  cellPainter(scale, map)(values, out);
  expect(Array.from(out)).toEqual(Array.from(pixels, (colour) => map[colour]));
});

test.each(scaleKinds)('%s: looked-up colours are the computed ones, for any number', (kind) => {
  const value = fc.oneof(
    fc.integer({ min: -50, max: 20_000 }),
    fc.double({ min: -50, max: 20_000, noNaN: true }),
  );
  const max = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), max, (values, top) => {
      const scale = cellScale(kind, { min: 0, max: top });
      const out = new Uint32Array(values.length);
      cellPainter(scale, map)(Float64Array.from(values), out);
      const computed = values.map((v) => map[Math.round(scale.place(v) * (colours - 1))]);
      expect(Array.from(out)).toEqual(computed);
      // Whole numbers are looked up, by painters that see one type or several.
      const painter = cellPainter(scale, map);
      for (const counts of [Int32Array.from(values), Uint16Array.from(values), Uint8Array.from(values)]) {
        painter(counts, out);
        expect(Array.from(out)).toEqual(
          Array.from(counts, (v) => map[Math.round(scale.place(v) * (colours - 1))]),
        );
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('negative differences are looked at, not looked up', () => {
  const scale = cellScale('linear', { min: -10, max: 10 });
  const out = new Uint32Array(3);
  cellPainter(scale, map)(Int32Array.of(-10, 0, 10), out);
  expect(Array.from(out)).toEqual([map[0], map[128], map[255]]);
});
