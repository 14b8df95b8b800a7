import { expect, test } from 'vitest';
import { latinHypercube, morris, points, saltelli, sobol } from '../../../src/sweep/designs/design-spec.ts';
import { openDesign } from '../../../src/sweep/designs/open-design.ts';
import { type FactorOptions, factorsOf } from '../../../src/sweep/factors/factors-of.ts';
import { between } from '../../../src/sweep/factors/values.ts';
import { small } from '../small-scenario.ts';

const factors = factorsOf('sweep', small, {
  rates: { make: [1, 2], turn: [3, 4, 5] },
} as FactorOptions);
const ranges = factorsOf('sweep', small, {
  rates: { make: between(1, 2), turn: between(10, 1000, { scale: 'log' }), lose: [0.1, 0.2, 0.4] },
} as FactorOptions);
const all = (design: ReturnType<typeof openDesign>) =>
  Array.from({ length: design.points }, (_, i) => design.valuesAt(i));

test('a grid has every combination, the last factor first', () => {
  expect(all(openDesign({ kind: 'grid' }, factors, 1))).toEqual([
    ...[
      [1, 3],
      [1, 4],
      [1, 5],
    ],
    ...[
      [2, 3],
      [2, 4],
      [2, 5],
    ],
  ]);
  expect(all(openDesign({ kind: 'grid' }, [], 1))).toEqual([[]]);
});

test.each([
  ['latin hypercube', latinHypercube(60), 60],
  ['Sobol’', sobol(64), 64],
  ['Morris', morris({ trajectories: 10 }), 40],
  ['Saltelli', saltelli(16), 80],
  ['Saltelli, second order', saltelli(16, { secondOrder: true }), 128],
])('%s: all points lie in the ranges, are the same for one seed and others for another', (_name, spec, n) => {
  const here = all(openDesign(spec, ranges, 1));
  expect(here).toHaveLength(n);
  for (const [make, turn, lose] of here as number[][]) {
    expect(make! >= 1 && make! <= 2).toBe(true);
    expect(turn! >= 10 && turn! <= 1000.0001).toBe(true);
    expect([0.1, 0.2, 0.4]).toContain(lose);
  }
  expect(all(openDesign(spec, ranges, 1))).toEqual(here);
  expect(all(openDesign(spec, ranges, 2))).not.toEqual(here);
});

test('a latin hypercube takes every entry of a list as often as the others', () => {
  const lose = all(openDesign(latinHypercube(60), ranges, 5)).map((values) => values[2]);
  for (const value of [0.1, 0.2, 0.4]) expect(lose.filter((v) => v === value)).toHaveLength(20);
});

test('points of one’s own, from objects and from CSV', () => {
  const list = [
    { make: 1, turn: 4 },
    { make: 2, turn: 5 },
  ];
  expect(all(openDesign(points(list), factors, 1))).toEqual([
    [1, 4],
    [2, 5],
  ]);
  const file = new URL('./points.csv', import.meta.url);
  expect(all(openDesign(points(file), factors, 1))).toEqual([
    [2, 3],
    [1, 5],
  ]);
});

test('a value that is none of its factor’s is refused, with the point', () => {
  const design = openDesign(points([{ make: 1, turn: 9 }]), factors, 1);
  expect(() => design.valuesAt(0)).toThrow(
    'point 1: turn = 9 is none of the values of "turn"\nThere are: 3, 4, 5.',
  );
  expect(() => points([])).toThrow('there is none');
  expect(() => points('/nowhere.csv')).toThrow('the file cannot be read');
});

test.each([
  [() => latinHypercube(0), 'no number of points'],
  [() => sobol(2.5), 'no number of points'],
  [() => morris({ levels: 3 }), 'no number of levels'],
  [() => saltelli(1), 'no number of points'],
  [() => saltelli(4, { second: true } as never), 'second'],
  [() => morris({ level: 4 } as never), 'level'],
])('impossible sizes are refused: %#', (make, words) => expect(make).toThrow(words));
