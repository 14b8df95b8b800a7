import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MeasuredPoint, paretoFront } from '../../../src/learning/search/front.ts';

const number = fc.integer({ min: 0, max: 20 });
const points = fc.array(fc.record({ name: fc.string(), loss: number, microseconds: number }), {
  maxLength: 30,
});
const beats = (a: MeasuredPoint, b: MeasuredPoint): boolean =>
  a.loss <= b.loss &&
  a.microseconds <= b.microseconds &&
  (a.loss < b.loss || a.microseconds < b.microseconds);

test('nothing beats a point of the front, and something is as good as every other', () => {
  fc.assert(
    fc.property(points, (all) => {
      const front = paretoFront(all);
      for (const p of front) expect(all.some((other) => beats(other, p))).toBe(false);
      for (const p of all.filter((point) => !front.includes(point)))
        expect(
          front.some((f) => beats(f, p) || (f.loss === p.loss && f.microseconds === p.microseconds)),
        ).toBe(true);
      const times = front.map((p) => p.microseconds);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }),
    { seed: 4 },
  );
});
