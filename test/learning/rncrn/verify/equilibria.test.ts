import { expect, test } from 'vitest';
import { equilibria, equilibriumNear } from '../../../../src/learning/rncrn/verify/equilibria.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

test('the published switch: two stable states and one between at λ = 0, one at λ = 1', () => {
  const all = equilibria(published('uni-bi'), [0], [[0.3, 10]]);
  expect(all.map(({ x, stable }) => [Number(x[0]!.toFixed(4)), stable])).toEqual([
    [1.9101, true],
    [5.1184, false],
    [7.7261, true],
  ]);
  expect(all.map(({ eigenvalues: [first] }) => Number(first!.re.toFixed(1)))).toEqual([-20.1, 7.4, -11.6]);
  expect(equilibria(published('uni-bi'), [1], [[0.3, 10]])).toHaveLength(1);
});

test('the published circle: one unstable focus', () => {
  const box = [
    [0.8, 3.2],
    [0.8, 3.2],
  ] as const;
  const [focus, ...others] = equilibria(published('circle'), [], box);
  expect(others).toEqual([]);
  expect(focus!.x[0]).toBeCloseTo(2.0435, 4);
  expect(focus!.eigenvalues[0]!.re).toBeCloseTo(4.86, 2);
  expect(focus!.eigenvalues[0]!.im).toBeCloseTo(2.044, 2);
  expect(equilibriumNear(published('circle'), [], [2.1, 2])!.x).toEqual(
    focus!.x.map((x) => expect.closeTo(x, 9)),
  );
});
