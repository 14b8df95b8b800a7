import { expect, test } from 'vitest';
import { attractors, kindsOf } from '../../../../src/learning/rncrn/verify/attractors.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

const options = { reading: 'reduced', time: 20, bound: 100 } as const;

test('two cycles, and which starts lead to which', () => {
  const starts = [
    [1.118, 1.154],
    [3.916, 1.392],
    [5, 1.8],
  ];
  const region = [
    [0.7, 5.3],
    [0.7, 2.3],
  ] as const;
  const all = attractors(published('multi-cycle'), [], starts, region, options);
  expect(kindsOf(all)).toBe('cycle, cycle');
  expect(all.map((one) => one.starts)).toEqual([[starts[0]], [starts[1], starts[2]]]);
});

test('a switch: two rests at one parameter, one at another', () => {
  const at = (lambda: number): string =>
    kindsOf(attractors(published('uni-bi'), [lambda], [[1.5], [6], [8.5]], [[1, 9]], options));
  expect(at(0)).toBe('rest, rest');
  expect(at(1)).toBe('rest');
});
