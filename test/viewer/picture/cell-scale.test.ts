import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logScale } from '../../../src/figures/colour-scale.ts';
import {
  type CellScale,
  cellScale,
  evenRange,
  joined,
  rangeOf,
  roundRange,
  scaleKinds,
} from '../../../viewer/picture/cell-scale.ts';

const range = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 1_000_000 }))
  .map(([min, width]) => ({ min, max: min + width }));

/** Do larger numbers have higher places, within 0 and 1? */
function isOrdered(scale: CellScale, values: readonly number[]): boolean {
  const places = [...values].sort((a, b) => a - b).map(scale.place);
  return places.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p >= places[i - 1]!));
}

test.each(scaleKinds)('%s: more never has a lower place, and the ends are 0 and 1', (kind) => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e7, max: 1e7 }), { maxLength: 20 });
  fc.assert(
    fc.property(range, values, ({ min, max }, some) => {
      const scale = cellScale(kind, { min, max });
      expect(isOrdered(scale, some)).toBe(true);
      expect(scale.place(scale.min)).toBeCloseTo(0, 9);
      expect(scale.place(scale.max)).toBeCloseTo(1, 9);
      expect(scale.place(Number.NaN)).toBe(0);
    }),
    { seed: 1, numRuns: 200 },
  );
  const falls: CellScale = { ...cellScale(kind, { min: 0, max: 1 }), place: (v) => (v > 3 ? 0 : 1) };
  expect(isOrdered(falls, [1, 5])).toBe(false);
});

test.each(scaleKinds)('%s: marks stand where their numbers are, apart from each other', (kind) => {
  fc.assert(
    fc.property(range, fc.integer({ min: 2, max: 6 }), ({ min, max }, count) => {
      const ticks = cellScale(kind, { min, max }).ticks(count);
      for (let i = 1; i < ticks.length; i++) expect(ticks[i]!.at).toBeGreaterThan(ticks[i - 1]!.at);
      for (const { at } of ticks) expect(at).toBeGreaterThanOrEqual(-1e-9);
      for (const { at } of ticks) expect(at).toBeLessThanOrEqual(1 + 1e-9);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('log is that of the static figures', () => {
  const [page, figures] = [cellScale('log', { min: 0, max: 500 }), logScale(500)];
  for (const value of [0, 1, 7, 499, 500, 501]) expect(page.place(value)).toBe(figures.place(value));
});

test('symlog puts zero in the middle of an even range', () => {
  const scale = cellScale('symlog', { min: -1000, max: 1000 });
  expect(scale.place(0)).toBeCloseTo(0.5, 12);
  expect(scale.place(50) - 0.5).toBeCloseTo(0.5 - scale.place(-50), 12);
  expect(scale.ticks(6).map(({ label }) => label)).toContain('0');
});

test('round ranges hold what they are rounded from, and no more than half as much again', () => {
  fc.assert(
    fc.property(range, (exact) => {
      const { min, max } = roundRange(exact);
      expect(min).toBeLessThanOrEqual(Math.min(0, exact.min));
      expect(max).toBeGreaterThanOrEqual(exact.max);
      if (exact.max > 1) expect(max).toBeLessThanOrEqual(1.5 * exact.max);
      expect(roundRange({ min, max })).toEqual({ min, max });
    }),
    { seed: 3, numRuns: 300 },
  );
  expect(roundRange({ min: 0, max: 0 })).toEqual({ min: 0, max: 1 });
  expect(evenRange({ min: -3, max: 17 })).toEqual({ min: -20, max: 20 });
});

test('ranges of values, without what is no number', () => {
  expect(rangeOf([3, Number.NaN, -2])).toEqual({ min: -2, max: 3 });
  expect(rangeOf([])).toEqual({ min: 0, max: 0 });
  expect(joined({ min: 0, max: 2 }, { min: -1, max: 1 })).toEqual({ min: -1, max: 2 });
});
