import { expect, test } from 'vitest';
import { FreeWeights, gammaFloor } from '../../../../src/learning/rncrn/train/free-weights.ts';
import { initialModel } from '../../../../src/learning/rncrn/train/initial.ts';
import { uniforms } from '../random-models.ts';
import { sine } from './problems.ts';

test('any free numbers are a model within its bounds, and come back', () => {
  const free = new FreeWeights(initialModel(sine, 1, 0));
  const values = uniforms(free.length, -30, 3, 5);
  free.set(values);
  const model = free.weights.model();
  expect(model.gamma.every((gamma) => gamma >= gammaFloor)).toBe(true);
  expect(model.beta.every((beta) => beta > 0)).toBe(true);
  expect(model.tau.every((tau) => tau === 1)).toBe(true);
  expect(free.values).toEqual(values);
  // A model's own weights are where a new set of free numbers begins.
  const again = new FreeWeights(model).weights.vector;
  expect(again).toEqual(free.weights.vector);
});

test('slopes are those of finite differences', () => {
  const free = new FreeWeights(initialModel(sine, 1, 0));
  const values = free.values;
  const slopes = new Float64Array(free.length);
  free.slopes(slopes);
  for (let k = 0; k < free.length; k++) {
    const column = free.columns[k]!;
    const at = (h: number): number => {
      free.set(values.map((value, i) => (i === k ? value + h : value)));
      return free.weights.vector[column]!;
    };
    expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(slopes[k]!, 8);
  }
});
