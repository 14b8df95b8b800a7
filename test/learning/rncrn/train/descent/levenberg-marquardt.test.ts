import { expect, test } from 'vitest';
import { fieldLoss } from '../../../../../src/learning/rncrn/field/loss.ts';
import { Weights } from '../../../../../src/learning/rncrn/field/weights.ts';
import { fitStart } from '../../../../../src/learning/rncrn/train/start.ts';
import { randomModel, shapes } from '../../random-models.ts';
import { marquardt, problemFor, sine } from '../problems.ts';

test('every iteration that is kept lowers the cost, and the weights left are the last of them', () => {
  const { losses, cost, model } = fitStart(sine, marquardt, 1, 0);
  expect(losses.slice(1).every((loss, k) => loss < losses[k]!)).toBe(true);
  expect(losses.at(-1)).toBe(cost);
  const penalty = (1e-4 * model.beta[0]! ** 2) / Math.max(...sine.data.target) ** 2;
  expect(fieldLoss(new Weights(model), sine.data) + penalty).toBeCloseTo(cost, 12);
});

test('finds a field that a network of this size has', () => {
  const shape = { executive: 2, parameters: 1, layers: [2] };
  const truth = randomModel(shape, 4);
  const problem = { ...problemFor(shape, 60, truth), betaPenalty: 0 };
  const costs = [0, 1, 2, 3].map((start) => fitStart(problem, marquardt, 1, start).cost);
  expect(Math.min(...costs)).toBeLessThan(1e-4);
  // Control: noise is not found.
  const noise = { ...problemFor(shape, 60), betaPenalty: 0 };
  expect(fitStart(noise, marquardt, 1, 0).cost).toBeGreaterThan(1e-2);
});

test('classifiers are fitted too', () => {
  const problem = {
    ...problemFor(shapes.classifier!, 80, randomModel(shapes.classifier!, 2)),
    betaPenalty: 0,
  };
  const { losses, cost } = fitStart(problem, marquardt, 1, 0);
  expect(cost).toBeLessThan(losses[0]! / 50);
});

test('stops when it is told to, at the best so far', () => {
  const { losses, ended, cost } = fitStart(sine, marquardt, 1, 0, (iteration) => iteration < 5);
  expect(ended).toBe('stopped');
  expect(losses).toHaveLength(6);
  expect(cost).toBe(Math.min(...losses));
});
