import { expect, test } from 'vitest';
import { fieldLoss, type Targets } from '../../../../src/learning/rncrn/field/loss.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import { rncrn } from '../../../../src/learning/rncrn/model.ts';

/** g = 1 for both species, whatever x is. */
const weights = new Weights(rncrn({ beta: [1, 1], theta: [0], mu: 1 }));
const data: Targets = {
  rows: 2,
  x: Float64Array.of(1, 2, 4, 0.5),
  lambda: new Float64Array(0),
  target: Float64Array.of(2, 1, 1, 4),
};

test('the mean square over points and components, or of one component', () => {
  expect(fieldLoss(weights, data)).toBe((1 + 0 + 0 + 9) / 4);
  expect(fieldLoss(weights, data, 'field', 1)).toBe(9 / 2);
});

test('relative to x', () => {
  expect(fieldLoss(weights, data, 'relative')).toBe((1 + 36) / 4);
});

test('weights of points count', () => {
  expect(fieldLoss(weights, { ...data, weight: Float64Array.of(3, 1) })).toBe((3 + 9) / 8);
});
