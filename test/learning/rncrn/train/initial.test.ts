import { expect, test } from 'vitest';
import { initialModel } from '../../../../src/learning/rncrn/train/initial.ts';
import { shapes } from '../random-models.ts';
import { problemFor } from './problems.ts';

test('a start is a function of seed and number', () => {
  const problem = problemFor(shapes['two layers']!, 40);
  const first = initialModel(problem, 1, 0);
  expect(initialModel(problem, 1, 0)).toEqual(first);
  expect(initialModel(problem, 1, 1).alpha).not.toEqual(first.alpha);
  expect(initialModel(problem, 2, 0).alpha).not.toEqual(first.alpha);
});

test('inputs of perceptrons do not depend on the unit of the data', () => {
  const problem = problemFor(shapes['one layer']!, 40);
  const scaled = { ...problem, data: { ...problem.data, x: problem.data.x.map((x) => 1000 * x) } };
  const [a, b] = [initialModel(problem, 1, 0), initialModel(scaled, 1, 0)];
  a.omega.forEach((weight, i) => expect(b.omega[i]! * 1000).toBeCloseTo(weight, 10));
  a.theta.forEach((bias, j) => expect(b.theta[j]).toBeCloseTo(bias, 10));
});
