import { expect, test } from 'vitest';
import { BatchField, type Points } from '../../../../src/learning/rncrn/field/batch.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import { differences, farthest, randomModel, type Shape, shapes, uniforms } from '../random-models.ts';

const rows = 3;
const points = ({ executive, parameters }: Shape): Points => ({
  rows,
  x: uniforms(rows * executive, 0.5, 2, 7),
  lambda: uniforms(rows * parameters, 0.5, 2, 8),
});

test.each(Object.entries(shapes))(
  '%s: the Jacobian in all weights is that of finite differences',
  (_, shape) => {
    const weights = new Weights(randomModel(shape));
    const field = new BatchField(weights);
    const at = points(shape);
    const outputs = rows * field.outputs;
    const values = new Float64Array(outputs);
    const jacobian = new Float64Array(outputs * weights.vector.length).fill(7);
    field.jacobian(at, jacobian, values);
    const expected = differences((_vector, out) => field.values(at, out), weights.vector, outputs);
    expect(farthest(jacobian, expected)).toBeLessThan(1e-8);
    // Control: no weight's column may be missing.
    const { length } = weights.vector;
    for (let w = 0; w < length; w++) {
      const column = Array.from({ length: outputs }, (_unused, i) => jacobian[i * length + w]!);
      expect(Math.max(...column.map(Math.abs))).toBeGreaterThan(1e-6);
    }

    const gradient = new Float64Array(length);
    const seeds = uniforms(outputs, -1, 1, 9);
    const width = field.outputs;
    field.pullBack(
      at,
      values,
      (p, _values, seed) => seed.set(seeds.subarray(p * width, (p + 1) * width)),
      gradient,
    );
    const summed = gradient.map((_unused, w) =>
      seeds.reduce((sum, seed, i) => sum + seed * jacobian[i * length + w]!, 0),
    );
    expect(farthest(gradient, summed)).toBeLessThan(1e-13);
  },
);

test('values are those of the field opened for one point; of a classifier, its last levels', () => {
  for (const shape of Object.values(shapes)) {
    const model = randomModel(shape);
    const field = new BatchField(new Weights(model));
    const at = points(shape);
    const values = new Float64Array(rows * field.outputs);
    field.values(at, values);
    const one = new ReducedField(model);
    const out = new Float64Array(shape.executive);
    const [x, lambda] = [at.x.subarray(shape.executive), at.lambda.subarray(shape.parameters)];
    if (shape.executive > 0) {
      one.rate(x, lambda, out);
      expect([...values.subarray(shape.executive, 2 * shape.executive)]).toEqual([...out]);
    } else {
      const levels = new Float64Array(6);
      one.levels(x, lambda, levels);
      expect([...values.subarray(2, 4)]).toEqual([...levels.subarray(4)]);
    }
  }
});

test('weights are read where they stand, and make a model again', () => {
  const model = randomModel(shapes['two layers']!);
  const weights = new Weights(model);
  expect(weights.model()).toEqual(model);
  const slot = weights.slots.find(({ name, layer }) => name === 'theta' && layer === 1)!;
  weights.vector[slot.from] = 42;
  expect(weights.model().theta[0]).toBe(42);
  expect(model.theta[0]).not.toBe(42);
});
