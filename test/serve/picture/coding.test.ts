import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePlane, narrowest, readPlane } from '../../../src/serve/picture/coding.ts';

const least = fc.constantFrom(0, -5);
const planes = fc.tuple(fc.array(fc.nat(300), { minLength: 1 }), fc.array(fc.integer({ min: -3, max: 3 })));

test('what is coded against the values before is read back as it was', () => {
  fc.assert(
    fc.property(planes, least, fc.constantFrom(1, 300, 70_000), ([first, changes], low, scale) => {
      const values = first.map((n) => n * scale);
      const next = values.map((n, i) => Math.max(low, n + (changes[i] ?? 0)));
      const top = Math.max(...values, ...next);
      const [before, now] = [values, next].map((all) => {
        const plane = narrowest(all.length, true, low, top);
        plane.set(all);
        return plane;
      });
      const sent = codePlane(now!, before);
      expect(Array.from(readPlane(sent, before))).toEqual(next);
      expect(sent.data.byteLength).toBeLessThanOrEqual(now!.byteLength);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('nothing is sent where nothing changed, a byte each where little did, everything where much did', () => {
  const before = Uint16Array.of(1000, 2000, 3000);
  expect(codePlane(before.slice(), before)).toMatchObject({ coding: 'same', data: { length: 0 } });
  expect(codePlane(Uint16Array.of(1001, 1999, 3000), before)).toEqual({
    coding: 'delta',
    data: Int8Array.of(1, -1, 0),
  });
  const far = Uint16Array.of(1001, 1999, 9000);
  expect(codePlane(far, before)).toEqual({ coding: 'full', data: far });
  expect(codePlane(before, undefined).coding).toBe('full');
  expect(codePlane(before, Uint16Array.of(1000)).coding).toBe('full');
  expect(codePlane(before, Int32Array.from(before)).coding).toBe('full');
});

test('fields with no number in them are sent whole', () => {
  const hole = Float32Array.of(1, Number.NaN);
  expect(codePlane(hole, hole.slice()).coding).toBe('full');
  expect(codePlane(Float32Array.of(1.5), Float32Array.of(1)).coding).toBe('full');
});

test('each kind of number gets the narrowest type that holds it', () => {
  expect(narrowest(1, true, 0, 255)).toBeInstanceOf(Uint8Array);
  expect(narrowest(1, true, 0, 256)).toBeInstanceOf(Uint16Array);
  expect(narrowest(1, true, 0, 65_536)).toBeInstanceOf(Int32Array);
  expect(narrowest(1, true, -1, 5)).toBeInstanceOf(Int32Array);
  expect(narrowest(1, true, 0, 2 ** 31)).toBeInstanceOf(Float32Array);
  expect(narrowest(1, false, 0, 1)).toBeInstanceOf(Float32Array);
});

test('a change of what never came is refused', () => {
  const same = { coding: 'same', data: new Uint8Array(0) } as const;
  const delta = { coding: 'delta', data: Int8Array.of(1, 2) } as const;
  expect(() => readPlane(same, undefined)).toThrow(RangeError);
  expect(() => readPlane(delta, Uint16Array.of(1))).toThrow(RangeError);
});
