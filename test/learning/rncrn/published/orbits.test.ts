/** Cycles of the published weights, all species simulated: periods and extents as published weights have them. */
import { expect, test } from 'vitest';
import { follow } from '../../../../src/learning/rncrn/verify/follow.ts';
import { published, publishedRounded } from '../../../fixtures/rncrn/published.ts';

const full = { reading: 'full', bound: 100 } as const;

test.each([
  ['hopf', [3], [2, 2], 30, 7.481, []],
  ['hopf', [2.5], [4, 4], 60, 7.983, []],
  [
    'homoclinic',
    [1.9],
    [4.7, 4.4],
    80,
    9.383,
    [
      [4.6655, 5.0926],
      [4.1379, 4.6832],
    ],
  ],
  ['circle', [], [2.744, 2.693], 30, 6.6028, []],
  ['circle-linear', [], [2.744, 2.693], 30, 6.7323, []],
  [
    'heart',
    [],
    [2.957, 2.665],
    30,
    6.783,
    [
      [0.876, 3.135],
      [1.022, 2.833],
    ],
  ],
  [
    'multi-cycle',
    [],
    [1.118, 1.154],
    20,
    3.904,
    [
      [1.001, 1.955],
      [1.008, 2.008],
    ],
  ],
  [
    'multi-cycle',
    [],
    [3.916, 1.392],
    20,
    3.628,
    [
      [3.894, 4.896],
      [1.042, 1.931],
    ],
  ],
  [
    'eq-cycle',
    [1],
    [1, 1],
    30,
    6.615,
    [
      [0.447, 2.451],
      [0.478, 2.512],
    ],
  ],
] as const)('%s at λ = %j from %j', (name, lambda, start, time, period, extents) => {
  const orbit = follow(published(name), lambda, start, { ...full, time });
  expect(orbit.kind).toBe('cycle');
  expect(Math.abs(orbit.period! / period - 1)).toBeLessThan(1e-3);
  extents.forEach(([least, most], i) => {
    expect(Math.abs(orbit.extents[i]![0] - least)).toBeLessThan(0.002);
    expect(Math.abs(orbit.extents[i]![1] - most)).toBeLessThan(0.002);
  });
});

test('the oscillator of Bessel functions, by its rounded weights', () => {
  const orbit = follow(publishedRounded('bessel'), [], [2, 4], { ...full, time: 60 });
  expect(Math.abs(orbit.period! / 7.1139 - 1)).toBeLessThan(1e-3);
  expect(orbit.extents.flat().map((x) => x.toFixed(2))).toEqual(['1.12', '7.34', '2.63', '9.36']);
});

test('the torus: its box, and the time of a large turn', () => {
  const orbit = follow(published('torus'), [], [10.126, 4.257, 1.703], { ...full, time: 205, patience: 1 });
  const box = [
    [2.09, 10.33],
    [2.29, 9.98],
    [1.04, 3.0],
  ] as const;
  box.forEach(([least, most], i) => {
    expect(Math.abs(orbit.extents[i]![0] - least)).toBeLessThan(0.1);
    expect(Math.abs(orbit.extents[i]![1] - most)).toBeLessThan(0.1);
  });
  expect(Math.abs(orbit.returns[0]! / 68.84 - 1)).toBeLessThan(0.005);
  expect(Math.abs(orbit.returns[0]! / orbit.returns[2]! - 9.05)).toBeLessThan(0.1);
});
