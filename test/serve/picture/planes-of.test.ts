import { expect, test } from 'vitest';
import { type FrameState, knowsPlane, planesOf } from '../../../src/serve/picture/planes-of.ts';

const info = {
  species: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
  fields: [{ name: 'smell' }],
  overlays: [],
} as const;

const state: FrameState = {
  step: 3,
  time: 1.5,
  counts: Int32Array.of(1, 10, 2147483647, 2, 20, 2147483647),
  fields: { smell: Float64Array.of(0.5, -1) },
  scalars: {},
};

test('a plane is a species, a sum of species or a field, with what a legend needs', () => {
  const planes = planesOf(info, state);
  expect(planes.plane('A')).toEqual({
    values: Uint8Array.of(1, 2),
    whole: true,
    least: 1,
    greatest: 2,
    total: 3,
  });
  expect(planes.plane('A + B')).toMatchObject({ values: Float64Array.of(11, 22), total: 33 });
  expect(planes.plane('smell')).toMatchObject({ whole: false, least: -1, greatest: 0.5, total: -0.5 });
});

test('sums do not wrap around', () => {
  expect(planesOf(info, state).plane('A + C').greatest).toBe(2147483649);
});

test('a plane is taken out once', () => {
  const planes = planesOf(info, state);
  expect(planes.plane('B')).toBe(planes.plane('B'));
});

test('planes that are not there are not known', () => {
  for (const name of ['A', 'A + B', 'B + A + C', 'smell']) expect(knowsPlane(info, name)).toBe(true);
  for (const name of ['', 'D', 'A + D', 'A+B', 'A + smell', '@route', 'constructor', '__proto__'])
    expect(knowsPlane(info, name)).toBe(false);
  expect(knowsPlane({ ...info, overlays: ['route'] }, '@route')).toBe(true);
});
