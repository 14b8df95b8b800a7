import { expect, test } from 'vitest';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import { rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published } from '../../../fixtures/rncrn/published.ts';
import { randomModel, shapes } from '../random-models.ts';

const [classifier, model] = [published('xor'), published('uni-bi')];
const steered = compose(model, classifier);

test('a steered model follows its own field at the answer of the classifier', () => {
  const levels = new Float64Array(5);
  const [own, through] = [new Float64Array(1), new Float64Array(1)];
  for (const environment of [
    [0.5, 0.5],
    [0.2, 1.7],
    [1.4, 0.3],
  ]) {
    new ReducedField(classifier).levels([], environment, levels);
    for (const x of [1, 5, 9]) {
      new ReducedField(model).rate([x], [levels[4]!], own);
      new ReducedField(steered).rate([x], environment, through);
      expect(through[0]).toBe(own[0]);
    }
  }
});

test('species and time scales of both are there', () => {
  expect(new FullField(steered).size).toBe(1 + 4 + 1 + 3);
  expect(steered.parameters).toBe(2);
  expect([...steered.below.map(({ mu }) => mu), steered.mu]).toEqual([0.001, 0.001, 0.1]);
  expect(steered.region).toEqual({
    executive: [[1, 9]],
    parameters: [
      [0, 2],
      [0, 2],
    ],
  });
});

test('a deep model is steered through its lowest layer, and only so', () => {
  const deep = randomModel({ executive: 1, parameters: 1, layers: [2, 3] });
  const through = rncrn({ ...deep, psi: [0, 0, 0] });
  const [own, composed] = [new Float64Array(1), new Float64Array(1)];
  const levels = new Float64Array(5);
  new ReducedField(classifier).levels([], [1, 1], levels);
  new ReducedField(through).rate([2], [levels[4]!], own);
  new ReducedField(compose(through, classifier)).rate([2], [1, 1], composed);
  expect(composed[0]).toBe(own[0]);
  expect(() => compose(deep, classifier)).toThrow(/above its lowest reads the parameters/);
});

test('what does not fit is refused', () => {
  expect(() => compose(published('circle'), classifier)).toThrow(/gives 1 values, the model reads 0/);
  expect(() => compose(model, randomModel(shapes['one layer']!))).toThrow(/has 2 executive species/);
});
